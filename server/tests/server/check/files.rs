//! The files that a configuration names, as `queue-server check` finds them.

use super::{DEMO, check};

#[test]
fn the_files_that_a_configuration_names_are_looked_at_and_each_is_told_with_its_field() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("floor.toml");
    let checked = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let output = check(&path);
        (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert!(checked(DEMO).0);
    let files = "visitors_listen = \"127.0.0.1:7780\"\nvisitors_certificate = \"/nowhere/cert.pem\"\nvisitors_key = \"/nowhere/key.pem\"\n";
    let smtp = "[messages.smtp]\nhost = \"mail.example\"\nfrom = \"queue@office.example\"\nuser = \"queue\"\npassword_file = \"/nowhere/password\"\n";
    let without = DEMO.lines().filter(|line| !line.starts_with("visitors_listen")).collect::<Vec<_>>().join("\n");
    let (well, said) = checked(&format!("{files}{without}\n{smtp}"));
    assert!(!well && said.contains("3 of its files to mend"), "{said}");
    for file in ["cert.pem", "key.pem"] {
        assert!(said.contains(&format!("do not serve: /nowhere/{file}: No such")), "{file}: {said}");
    }
    assert!(said.contains("messages.smtp.password_file: /nowhere/password cannot be read"), "{said}");
    // Each file by itself: what is wrong with one hides nothing of another.
    let key = folder.path().join("key.pem");
    std::fs::write(&key, "no key").unwrap();
    let files = files.replace("/nowhere/key.pem", key.to_str().unwrap());
    let smtp = format!("{smtp}ca_file = \"/nowhere/smtp.pem\"\n");
    let sms = "[messages.sms]\nmethod = \"get\"\nurl = \"https://gateway.example/?to={to}&text={text}&key={password}\"\npassword_file = \"/nowhere/sms\"\nca_file = \"/nowhere/sms.pem\"\n";
    let (well, said) = checked(&format!("{files}{without}\n{smtp}{sms}"));
    assert!(!well && said.contains("6 of its files to mend"), "{said}");
    assert!(said.contains("do not serve: /nowhere/cert.pem: No such"), "{said}");
    assert!(said.contains(&format!("do not serve: {}: ", key.display())), "{said}");
    for field in ["smtp.password_file", "smtp.ca_file", "sms.password_file", "sms.ca_file"] {
        assert_eq!(said.matches(&format!("messages.{field}: /nowhere/")).count(), 1, "{field}: {said}");
    }
}

#[test]
fn the_example_of_messages_in_the_docs_passes_the_check() {
    let page = include_str!("../../../../docs/configuration.md");
    let (_, example) = page.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["mail-password", "sms-password"] {
        std::fs::write(folder.path().join(name), "secret\n").unwrap();
    }
    let path = folder.path().join("floor.toml");
    let example = example.replace("/etc/queue", folder.path().to_str().unwrap());
    std::fs::write(&path, format!("{DEMO}\n{example}")).unwrap();
    let output = check(&path);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(example.contains("[messages.smtp]") && example.contains("[messages.sms]"));
}
