//! `queue-server try-message`: the technician sees what the other side answered.

use std::process::Command;

use crate::mailbox::Mailbox;
use crate::program::{by_mail, config};
use crate::support::DEMO;

#[test]
fn a_trial_says_what_the_mail_server_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mailbox = Mailbox::start(&[]);
    let tried = |messages: &str, to: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_queue-server"));
        command.arg("try-message").arg("--config").arg(config(folder.path(), DEMO, messages)).args(["--to", to]);
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
        (output.status.code().unwrap(), said.concat())
    };
    let well = by_mail(mailbox.port);
    assert_eq!(tried(&well, "technician@mail.example"), (0, "taken: 250 OK taken\n".to_owned()));
    assert_eq!(mailbox.next().header("Subject"), "Сообщения отдела сюда доходят");
    let (code, said) = tried(&well, "never-me@mail.example");
    assert!(code == 1 && said.contains("addressee") && said.contains("is nobody here"), "{said}");
    let (code, said) = tried(&by_mail(1), "technician@mail.example");
    assert!(code == 1 && said.starts_with("not taken: connect: "), "{said}");
    let (code, said) = tried("", "technician@mail.example");
    assert!(code == 1 && said.contains("has no [messages]"), "{said}");
    let (code, said) = tried(&well, "+374 91 000001");
    assert!(code == 1 && said.contains("has no way to such a contact"), "{said}");
    for messages in [well.as_str(), ""] {
        let (code, said) = tried(messages, "nonsense");
        let told = "queue-server: --to nonsense: this is neither an e-mail address nor a telephone number: give an address such as name@example.org, or a number with + and the code of its country\n";
        assert_eq!((code, said.as_str()), (1, told));
    }
}
