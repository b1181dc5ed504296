//! The program as an operator meets it: the binary, its sentences and its log (R70, R71, R73).

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use crate::support::program::{Program, run};
use crate::support::{Browser, Page};

const PASSWORD: &str = "correct horse battery";

/// Sets the installation up with the code that the program printed.
async fn set_up(program: &Program) -> Browser {
    let code = program.code();
    let mut browser = Browser::new(&program.url);
    let page = browser.open("/").await;
    assert_eq!(page.path, "/setup");
    page.form("/setup")
        .fill("code", &code)
        .fill("org", "Halle Logistics")
        .fill("name", "Camille")
        .fill("email", "camille@halle.example")
        .fill("password", PASSWORD)
        .submit(&mut browser)
        .await;
    browser
}

/// Opens a page until it shows what a worker has to bring about.
async fn until(browser: &mut Browser, path: &str, is_there: impl Fn(&Page) -> bool) -> Page {
    let begun = Instant::now();
    loop {
        let page = browser.open(path).await;
        if is_there(&page) {
            return page;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{path} stays as it is: {}", page.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[actix_web::test]
async fn in_an_empty_folder_without_settings_it_serves_is_set_up_and_writes_mails_as_files() {
    let folder = tempfile::tempdir().unwrap();
    // The port alone is set, as another test may be using 8080.
    let program = Program::serve(folder.path(), &[]);
    let mut probe = Browser::new(&program.url);
    for (path, body) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = probe.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, body));
    }
    let mut camille = set_up(&program).await;
    let page = camille.open("/settings/users/invite").await;
    let form = page.form("/settings/users/invite").fill("name", "Dora").fill("email", "dora@halle.example");
    form.submit(&mut camille).await;
    let page = until(&mut camille, "/settings/mail?state=sent", |page| page.says("Dora")).await;
    assert!(page.says("data/mail"), "the page says where mails lie: {}", page.text());
    let data = folder.path().join("data");
    let mails: Vec<_> = std::fs::read_dir(data.join("mail")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].extension().is_some_and(|ending| ending == "eml"));
    assert!(data.join("waybill.db").is_file());
    let key = std::fs::metadata(data.join("secret.key")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
    let (status, _) = program.stop();
    assert!(status.success(), "a signal is no failure: {status}");

    let again = Program::serve(folder.path(), &[]);
    assert!(!again.printed().contains("one-time code"), "who is set up is not asked again");
    camille.url.clone_from(&again.url);
    assert_eq!(camille.open("/settings/profile").await.path, "/settings/profile", "the session outlives the process");
}

#[test]
fn every_process_of_one_installation_prints_the_same_code() {
    let folder = tempfile::tempdir().unwrap();
    let code = || {
        let program = Program::serve(folder.path(), &[]);
        let code = program.code();
        program.stop();
        code
    };
    let first = code();
    assert_eq!(first.len(), 22);
    assert_eq!(code(), first);
    let other = tempfile::tempdir().unwrap();
    let elsewhere = Program::serve(other.path(), &[]);
    assert!(!elsewhere.printed().contains(&first), "another installation has another key");
}

#[actix_web::test]
async fn the_demo_is_filled_once_prints_how_to_sign_in_and_can_be_served() {
    let folder = tempfile::tempdir().unwrap();
    // Settings that would lead elsewhere are not heeded.
    let settings = [("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"), ("WAYBILL_FILES_URL", "file:///nowhere")];
    let fill = || run(folder.path(), &["demo", "--data", "data", "--no-serve"], &settings);
    let filled = fill();
    let printed = said(&filled.stdout);
    assert!(filled.status.success(), "{printed}{}", said(&filled.stderr));
    assert!(
        printed.contains("300000 contacts") && printed.contains("Sign in at http://127.0.0.1:8080 as"),
        "{printed}"
    );
    let again = said(&fill().stdout);
    assert!(!again.contains("contacts") && printed.ends_with(&again), "a demo that is whole is as it was: {again}");

    let after = |word: &str| {
        let line = printed.lines().find_map(|line| line.trim().strip_prefix(word));
        line.unwrap_or_else(|| panic!("{word} in {printed}")).trim().to_owned()
    };
    let program = Program::serve(folder.path(), &[]);
    assert!(!program.printed().contains("one-time code"), "people are there");
    let mut camille = Browser::new(&program.url);
    let form = camille.open("/sign-in").await.form("/sign-in");
    form.fill("email", &after("address")).fill("password", &after("password")).submit(&mut camille).await;
    let log = camille.open("/settings/import-export").await;
    assert!(log.says("Import et Export") && log.count("tbody tr") == 25, "{}", log.text());
}

#[test]
fn help_and_a_call_without_a_command_say_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"], &[]);
    assert!(help.status.success());
    for word in ["serve", "worker", "demo", "migrate", "config", "import", "admin", "--data"] {
        assert!(said(&help.stdout).contains(word), "{word}");
    }
    let nothing = run(folder.path(), &[], &[]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(said(&nothing.stderr).contains("serve"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "asking for help leaves nothing behind");
}

#[test]
fn what_keeps_it_from_serving_is_one_sentence_with_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("postgres://nobody:hunter2@127.0.0.1:{closed}/waybill");
    let key = ("WAYBILL_SECRET_KEY", "0123456789abcdef0123456789abcdef");
    for (settings, sentence, mend) in [
        (vec![("WAYBILL_LISTEN", address.as_str())], format!("cannot listen on {address}"), "set WAYBILL_LISTEN"),
        (
            vec![("DATABASE_URL", nobody.as_str()), key],
            format!("DATABASE_URL: the database postgres://nobody:***@127.0.0.1:{closed}"),
            "Start the server",
        ),
        (vec![("WAYBILL_WORKERS", "65")], "WAYBILL_WORKERS".into(), "from 0 to 64"),
        (vec![("WAYBILL_PUBLIC_URL", "waybill.example")], "WAYBILL_PUBLIC_URL".into(), "https://waybill.example.com"),
    ] {
        let ended = run(folder.path(), &["serve"], &settings);
        let text = said(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{text}");
        assert!(text.starts_with("waybill: ") && text.contains(&sentence) && text.contains(mend), "{text}");
        assert!(!text.contains("panicked") && !text.contains("hunter2"), "{text}");
        assert_eq!(said(&ended.stdout), "");
    }
}

#[test]
fn the_settings_in_force_are_printed_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [
        ("DATABASE_URL", "postgres://waybill:hunter2@127.0.0.1/w"),
        ("WAYBILL_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
        ("WAYBILL_SMTP_URL", "smtps://desk:hunter2@mail.example.com:465"),
        ("WAYBILL_MAIL_FROM", "waybill@example.com"),
        ("WAYBILL_FILE_RETENTION_DAYS", "7"),
    ];
    let ended = run(folder.path(), &["config"], &settings);
    let text = said(&ended.stdout);
    assert!(ended.status.success());
    for line in
        ["WAYBILL_FILE_RETENTION_DAYS=7", "WAYBILL_LISTEN=127.0.0.1:8080", "WAYBILL_WORKERS=2", "WAYBILL_LOG=text"]
    {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    for (name, _) in settings {
        assert!(text.contains(&format!("{name}=")), "{name}");
    }
    assert!(!text.contains("hunter2") && !text.contains("0123456789abcdef"), "{text}");
}

#[test]
fn a_setting_that_was_written_wrong_is_warned_of_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [("WAYBILL_WORKER", "4"), ("WAYBILL_TEST_DATABASE", "sqlite"), ("WAYBILL_SERVICE_HOST", "10.0.0.7")];
    let sentence = "WAYBILL_WORKER is no setting and does nothing. The nearest is WAYBILL_WORKERS";
    let printed = run(folder.path(), &["config"], &wrong);
    let text = said(&printed.stdout);
    assert!(printed.status.success() && text.lines().any(|line| line == format!("# {sentence}.")), "{text}");
    assert!(!text.contains("SERVICE_HOST") && !text.contains("TEST_DATABASE"), "{text}");
    let (_, log) = Program::serve(folder.path(), &wrong).stop();
    assert!(log.contains("WARN") && log.matches(sentence).count() == 1, "{log}");
    assert!(!log.contains("SERVICE_HOST") && !log.contains("TEST_DATABASE"), "{log}");
}

#[actix_web::test]
async fn the_log_is_lines_with_a_request_id_and_holds_no_query_session_password_or_record() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("people.csv"), "First name,Email\nQuennelise,quennelise@hidden.example\n")
        .unwrap();
    let log = [("WAYBILL_LOG", "json"), ("RUST_LOG", "info,waybill=trace")];
    let imported = run(folder.path(), &["import", "--object", "contacts", "people.csv"], &log);
    assert!(imported.status.success(), "{}", said(&imported.stderr));
    let program = Program::serve(folder.path(), &log);
    let mut camille = set_up(&program).await;
    assert!(camille.open("/records/contacts?q=Quennelise").await.says("Quennelise"));
    let dialog = "/records/contacts/export?q=Quennelise";
    let form = camille.open(dialog).await.form("/records/contacts/export").fill("name", "hiddenname");
    form.submit(&mut camille).await;
    let page = until(&mut camille, "/settings/import-export", |page| page.link("Download hiddenname").is_some()).await;
    let file = camille.get(&page.link("Download").unwrap()).await;
    assert!(file.text().contains("quennelise@hidden.example"));
    let session = camille.cookie("waybill").unwrap().clone();
    let sign_in = Browser::new(&program.url).open("/sign-in?next=/hiddenplace").await.form("/sign-in");
    let form = sign_in.fill("email", "camille@halle.example").fill("password", "hiddenguess");
    form.submit(&mut Browser::new(&program.url)).await;
    let code = program.code();
    let request_id = file.header("x-request-id").to_owned();

    let (_, text) = program.stop();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect();
    let of_file = lines.iter().find(|line| line["fields"]["request"] == request_id.as_str()).unwrap();
    assert_eq!((&of_file["fields"]["status"], &of_file["fields"]["method"]), (&200.into(), &"GET".into()));
    assert!(lines.iter().any(|line| line["fields"]["path"] == "/records/contacts"), "{text}");
    let said_by_import = said(&imported.stderr);
    for written in [&text, &said_by_import] {
        // The cookie is the signature and then the session's own key.
        let key = &session[session.len() - 20..];
        for secret in ["uennelise", "hidden", "?", "q=", PASSWORD, &code, &session, key] {
            assert!(!written.contains(secret), "{secret} is in the log:\n{written}");
        }
    }
}

#[actix_web::test]
async fn the_command_line_refuses_columns_that_cannot_be_told_apart_and_takes_a_report_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let import = |csv: &str| {
        std::fs::write(folder.path().join("people.csv"), csv).unwrap();
        run(folder.path(), &["import", "--object", "contacts", "people.csv"], &[])
    };
    let refused = import("Email,Last name,,email\na@x.example,Doe,?,b@x.example\n");
    let text = said(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(text.contains("column 4 is called “email” like one before it, column 3 has no name."), "{text}");
    assert!(text.contains("Give each column a name of its own, or remove it"), "{text}");
    let taken = import("Last name,Problem found by Waybill\n'=Doe,Line 2: Enter a name\n");
    assert!(taken.status.success() && said(&taken.stdout).contains("1 record added"), "{}", said(&taken.stderr));

    let program = Program::serve(folder.path(), &[]);
    let mut camille = set_up(&program).await;
    assert_eq!(camille.open("/records/contacts").await.text_of("tbody th"), ["=Doe"]);
    let properties = camille.open("/settings/properties/contacts").await;
    assert!(!properties.says("email 2") && !properties.says("Problem found by Waybill"), "{}", properties.text());
}

#[actix_web::test]
async fn the_command_line_takes_the_apostrophes_of_the_guard_off_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("people.csv"), "Last name,'=Note\n'=Doe,x\n").unwrap();
    let args = ["import", "--object", "contacts", "--guarded", "people.csv"];
    let taken = run(folder.path(), &args, &[]);
    assert!(taken.status.success() && said(&taken.stdout).contains("1 record added"), "{}", said(&taken.stderr));

    let program = Program::serve(folder.path(), &[]);
    let mut camille = set_up(&program).await;
    assert_eq!(camille.open("/records/contacts").await.text_of("tbody th"), ["=Doe"]);
    let properties = camille.open("/settings/properties/contacts").await;
    assert!(properties.says("=Note") && !properties.says("'=Note"), "{}", properties.text());
}

#[actix_web::test]
async fn the_command_line_says_how_many_cells_look_guarded_and_reads_a_file_in_its_own_language() {
    let folder = tempfile::tempdir().unwrap();
    let import = |csv: &str, more: &[&str]| {
        std::fs::write(folder.path().join("people.csv"), csv).unwrap();
        let args = [["import", "--object", "contacts", "people.csv"].as_slice(), more].concat();
        let taken = run(folder.path(), &args, &[]);
        assert!(taken.status.success(), "{}", said(&taken.stderr));
        said(&taken.stdout)
    };
    let sentence = "cells that begin with an apostrophe before = + - @ or a tab, as Waybill's exports write them: 2.";
    let csv = "Last name,City\n'=Doe,Rome\nEve,'@x\nAnn,'s-Hertogenbosch\n";
    assert!(import(csv, &[]).contains(sentence));
    assert!(!import(csv, &["--guarded"]).contains("apostrophe"));
    assert!(!import("Last name,Problem found by Waybill\n'=Doe,x\n", &[]).contains("apostrophe"));

    let program = Program::serve(folder.path(), &[]);
    let mut camille = set_up(&program).await;
    let add = "/settings/properties/contacts/add";
    for (en, fr) in [("Place", "Lieu"), ("Rental", "Place")] {
        let form = camille.open(add).await.form(add).fill("label_en", en).fill("label_fr", fr);
        form.submit(&mut camille).await;
    }
    program.stop();
    import("Nom,Place\nGarage,oui\n", &[]);
    let program = Program::serve(folder.path(), &[]);
    let mut camille = Browser::new(&program.url);
    let form = camille.open("/sign-in").await.form("/sign-in").fill("email", "camille@halle.example");
    form.fill("password", PASSWORD).submit(&mut camille).await;
    let page = camille.open("/records/contacts?q=garage").await.click("Garage", &mut camille).await;
    assert_eq!(page.form(&page.path).value("p1001"), Some("oui"), "{}", page.text());
}

#[actix_web::test]
async fn the_command_line_refuses_an_active_segment_where_a_static_one_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("people.csv"), "Last name\nDoe\n").unwrap();
    let import = |more: &[&str]| {
        let args = [["import", "--object", "contacts", "people.csv"].as_slice(), more].concat();
        run(folder.path(), &args, &[])
    };
    assert!(import(&[]).status.success());
    let program = Program::serve(folder.path(), &[]);
    let mut camille = set_up(&program).await;
    let new = camille.open("/records/contacts?q=doe").await.click("Save as segment", &mut camille).await;
    let form = new.form("/records/contacts/segments/new").fill("kind", "active").fill("name", "Does");
    form.tick("share", "on").submit(&mut camille).await;
    program.stop();

    let refused = import(&["--segment", " Does "]);
    let text = said(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(text.contains("“Does” is an active segment: its filter decides what belongs to it."), "{text}");
    let taken = import(&["--segment", "Others"]);
    assert!(taken.status.success(), "{}", said(&taken.stderr));
}

#[actix_web::test]
async fn a_log_that_cannot_be_written_holds_up_neither_pages_nor_work() {
    let folder = tempfile::tempdir().unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let program = Program::serve_and_log_to(folder.path(), &[], full.into());
    let mut camille = set_up(&program).await;
    let page = camille.open("/settings/users/invite").await;
    let form = page.form("/settings/users/invite").fill("name", "Dora").fill("email", "dora@halle.example");
    form.submit(&mut camille).await;
    until(&mut camille, "/settings/mail?state=sent", |page| page.says("Dora")).await;
    let (status, _) = program.stop();
    assert!(status.success(), "{status}");
}
