//! The ways for messages, and who gets the day report.

use expect_test::{Expect, expect};

use super::{DEMO, parse, problems};

/// The demo floor with a way for messages, and what is wrong with it.
fn messages(table: &str, expected: &Expect) {
    let found = problems(&format!("{DEMO}\n{table}"));
    let without_lines: Vec<_> =
        found.lines().map(|line| line.split_once(": ").map_or(line, |(_, rest)| rest)).collect();
    expected.assert_eq(&without_lines.join("\n"));
}

#[test]
fn ways_for_messages_are_read_and_none_is_no_problem() {
    assert!(parse(DEMO).unwrap().messages.is_none());
    let smtp = "[messages.smtp]\nhost = \"mail.office.example\"\nfrom = \"queue@office.example\"\n";
    let read = parse(&format!("{DEMO}\n{smtp}")).unwrap().messages.unwrap().smtp.unwrap();
    assert_eq!(
        (read.port, read.security),
        (587, crate::messages::setup::Security::StartTls),
        "secured unless told otherwise"
    );
    assert_eq!((read.login, read.patience.as_secs()), (None, 20));
    messages(
        "[messages.sms]\nurl = \"https://gateway.example/send\"\nheaders = [\"Authorization: Bearer {password}\"]\nbody = '{\"to\": \"{to}\", \"text\": \"{text}\"}'\npassword_file = \"/etc/queue/sms\"\n",
        &expect!["no problem"],
    );
    messages(
        "[messages.sms]\nmethod = \"get\"\nurl = \"http://10.0.0.7:8080/?to={to}&text={text}\"\ncountries = [\"+7\", \"+374\"]\nin_the_open = true\n",
        &expect!["no problem"],
    );
}

#[test]
fn contacts_and_links_go_in_the_open_on_this_machine_alone_or_where_the_office_says_so_p1() {
    let gateway =
        |host: &str| format!("[messages.sms]\nmethod = \"get\"\nurl = \"http://{host}/?to={{to}}&text={{text}}\"\n");
    let mail = |host: &str| {
        format!("[messages.smtp]\nhost = \"{host}\"\nfrom = \"queue@office.example\"\nsecurity = \"none\"\n")
    };
    for here in ["localhost", "127.0.0.1", "127.9.0.1"] {
        messages(&gateway(&format!("{here}:8080")), &expect!["no problem"]);
        messages(&mail(here), &expect!["no problem"]);
    }
    messages(&gateway("[::1]:8080"), &expect!["no problem"]);
    messages(&mail("::1"), &expect!["no problem"]);
    for elsewhere in ["10.0.0.7", "gateway.example", "localhost.example", "127.0.0.1.example", "[::2]"] {
        messages(
            &gateway(&format!("{elsewhere}:8080")),
            &expect![
                "messages.sms.url: would send contacts and links in the open = write https://, or in_the_open = true where the network is the office's own"
            ],
        );
        messages(&format!("{}in_the_open = true\n", gateway(elsewhere)), &expect!["no problem"]);
    }
    for elsewhere in ["10.0.0.7", "mail.office.example", "fd00::5"] {
        messages(
            &mail(elsewhere),
            &expect![[
                r#"messages.smtp.security: would send contacts and links in the open = write security = "starttls" or "tls", or in_the_open = true where the network is the office's own"#
            ]],
        );
        messages(&format!("{}in_the_open = true\n", mail(elsewhere)), &expect!["no problem"]);
    }
}

#[test]
fn who_gets_the_days_report_is_read_and_what_is_bent_is_named_with_its_mend_q7() {
    let smtp = "[messages.smtp]\nhost = \"mail\"\nfrom = \"queue@office.example\"\n";
    let read = parse(&format!("{DEMO}\n{smtp}[report]\nto = [\"chief@office.example\"]\n")).unwrap().report.unwrap();
    assert_eq!((read.to, read.at.to_string()), (vec!["chief@office.example".to_owned()], "20:00:00".to_owned()));
    messages(
        "[report]\nto = [\"Chief\"]\nat = \"25:00\"\nlanguage = \"de\"\n",
        &expect![[r#"
        report: has no way out = add [messages.smtp], or remove [report]
        report.to: "Chief" is no address = write addresses alone, as manager@office.example
        report.at: "25:00" is no time = write at = "08:30"
        report.language: "de" is not spoken here = write one of: ru, en, hy"#]],
    );
    messages(
        "[report]\n",
        &expect![[r#"
        report.to: names nobody = write to = ["manager@office.example"]
        report: has no way out = add [messages.smtp], or remove [report]"#]],
    );
}

#[test]
fn bent_ways_for_messages_are_named_with_their_mend() {
    messages("[messages]\n", &expect!["messages: names no way out = add [messages.smtp], [messages.sms] or both"]);
    messages(
        "[messages.smtp]\nhost = \"mail.office.example/x\"\nfrom = \"Office <queue@office.example>\"\nuser = \"queue\"\nport = 0\nsecurity = \"ssl\"\nca_file = \"ca.pem\"\npassword = \"open\"\n",
        &expect![[r#"
            messages.smtp.host: "mail.office.example/x" is no host = write its name or its address alone
            messages.smtp.from: "Office <queue@office.example>" is no address = write the address alone, as queue@office.example
            messages.smtp.user: has no password = add password_file = "/etc/queue/smtp-password"
            messages.smtp.port: does not fit = write a whole number from 1 to 65535
            messages.smtp.security: is unknown = write one of: starttls, tls, none
            messages.smtp.ca_file: is no whole path = write it from the root: a service starts in a folder of its own
            messages.smtp.password: is unknown = remove it, or write one of: ca_file, from, host, in_the_open, password_file, patience_s, port, security, user"#]],
    );
    messages(
        "[messages.smtp]\nhost = \"mail\"\nfrom = \"queue@office.example\"\nsecurity = \"none\"\nuser = \"queue\"\npassword_file = \"/p\"\n",
        &expect![[r#"
            messages.smtp.security: would send the password in the open = write security = "starttls" or "tls", or remove user and password_file
            messages.smtp.security: would send contacts and links in the open = write security = "starttls" or "tls", or in_the_open = true where the network is the office's own"#]],
    );
    messages(
        "[messages.sms]\nurl = \"ftp://gateway\"\nbody = '{\"to\": {to}}'\nheaders = [\"X: {text}\", \"no header\"]\npassword_file = \"/p\"\n",
        &expect![[r#"
            messages.sms.url: is no address = write http:// or https://, a host and a path without spaces
            messages.sms.url: and the body have no {text} = put {text} where the gateway wants it
            messages.sms.body: is not what encoding says = write a JSON text with its places within quotes, or encoding = "form"
            messages.sms.headers: X has {to} or {text} = put them into the address or the body; a header takes {id} and {password}
            messages.sms.headers: "no header" is no header = write it as "Authorization: Bearer {password}", in plain letters
            messages.sms.password_file: is used nowhere = put {password} into url, headers or body, or remove it"#]],
    );
    messages(
        "[messages.sms]\nmethod = \"get\"\nurl = \"http://gateway/?{to}\"\nencoding = \"form\"\nbody = \"{text} {password}\"\n",
        &expect![[r#"
            messages.sms.password_file: is missing = add the file that holds what stands for {password}
            messages.sms.url: would send contacts and links in the open = write https://, or in_the_open = true where the network is the office's own
            messages.sms.body: is not what encoding says = write it as to={to}&text={text}, without spaces
            messages.sms.body: goes with no GET = put all into url, or write method = "post""#]],
    );
}

#[test]
fn countries_that_begin_no_number_are_named_with_their_mend_s6() {
    let sms = "[messages.sms]\nmethod = \"get\"\nurl = \"http://gateway/?{to}{text}\"\nin_the_open = true\n";
    messages(
        &format!("{sms}countries = [\"+7\", \"374\", \"+\", \"+12345\", \"+3a\"]\n"),
        &expect![[r#"
            messages.sms.countries: "374" begins no telephone number = write + and 1 to 4 figures, such as "+7" or "+374"
            messages.sms.countries: "+" begins no telephone number = write + and 1 to 4 figures, such as "+7" or "+374"
            messages.sms.countries: "+12345" begins no telephone number = write + and 1 to 4 figures, such as "+7" or "+374"
            messages.sms.countries: "+3a" begins no telephone number = write + and 1 to 4 figures, such as "+7" or "+374""#]],
    );
    let many: Vec<String> = (10..31).map(|code| format!("\"+{code}\"")).collect();
    messages(
        &format!("{sms}countries = [{}]\n", many.join(", ")),
        &expect!["messages.sms.countries: has 21 entries = use at most 20"],
    );
    messages(
        &format!("{sms}countries = []\n"),
        &expect![[
            r#"messages.sms.countries: names no country = write countries = ["+7", "+374"], or remove it for every country"#
        ]],
    );
    messages(
        &format!("{sms}countries = \"+7\"\n"),
        &expect![[r#"messages.sms.countries: is a string = write countries = ["..."]"#]],
    );
    messages(
        &format!("{sms}countries = [\"\"]\n"),
        &expect![[r#"messages.sms.countries: is empty = write countries = ["..."]"#]],
    );
}

#[test]
fn messages_want_an_address_to_link_to() {
    let without = DEMO.replace("public_url = ", "# public_url = ");
    let found = problems(&format!(
        "{without}\n[messages.smtp]\nhost = \"mail.office.example\"\nfrom = \"queue@office.example\"\n"
    ));
    assert!(found.contains("messages: has no address to link to = add office.public_url"), "{found}");
}
