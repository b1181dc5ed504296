//! The whole way, as people go it: from the click to the file, with every page in between (R1–R5, R12–R16, R20–R24, R40).

use waybill::domain::export::{CancelReason, State};
use waybill::domain::user::Rights;

use crate::support::TestApp;
use crate::support::imports::{IMPORTER, import, map_form, matching};

#[actix_web::test]
async fn a_large_export_is_told_of_held_let_go_downloaded_and_its_download_is_in_the_history() {
    let test = TestApp::start().await;
    test.contacts(1_001).await;
    let mut alice = test.super_admin("Alice").await;
    let mut carol = test.super_admin("Carol").await;
    let mut bob = test.exporter("Bob").await;
    for (admin, records) in [(&mut alice, "1 000"), (&mut carol, "275,000")] {
        let page = admin.open("/settings/import-export").await;
        let page = page.form("/settings/import-export/threshold").fill("threshold", records).submit(admin).await;
        assert!(page.says("Threshold saved."), "{}", page.text());
    }

    let dialog = bob.open("/records/contacts").await.click("Export", &mut bob).await;
    assert!(dialog.says("1,001 records"));
    let log = dialog.form("/records/contacts/export").fill("name", "été").submit(&mut bob).await;
    assert!(log.says("été .csv") && log.says("Processing") && log.says("0%"), "{}", log.text());
    assert!(log.link("Cancel export").is_none(), "the owner sees progress, no button");

    test.run_jobs();
    let told: Vec<String> = test.mails().into_iter().map(|mail| mail.to_address).collect();
    assert_eq!(told, ["alice@halle.example"], "275,000 is not passed");
    let mail = test.mails().remove(0);
    for fact in ["Bob", "été.csv", "1,001", "1,000", "127.0.0.1"] {
        assert!(mail.text.contains(fact), "{fact} is missing:\n{}", mail.text);
    }
    let link = mail.text.split_whitespace().find(|word| word.contains("?export=")).unwrap().to_owned();
    let marked = alice.open(link.strip_prefix(&test.url).unwrap()).await;
    assert!(marked.has("tr.marked"));
    assert_eq!(marked.count(".bar-count"), 1, "the bell knows it too");

    // Either super admin may let it go; nothing was read before.
    let start = carol.open("/settings/import-export").await.click("Start now", &mut carol).await;
    start.form("/exports/").submit(&mut carol).await;
    test.run_jobs();
    let log = bob.open("/settings/import-export").await;
    assert!(log.says("Ready"));
    let file = log.link("Download été.csv").unwrap();
    let answer = bob.get(&file).await;
    assert_eq!((answer.status.as_u16(), answer.text().lines().count()), (200, 1_002));
    assert!(bob.open("/settings/import-export").await.link("View history").is_none(), "no super admin yet");
    alice.get(&file).await;
    let history = bob.open("/settings/import-export").await.click("View history", &mut bob).await;
    assert!(history.says("Alice") && history.says("Bob") && history.says("127.0.0.1"));
    assert_eq!(test.mails().len(), 2, "one notice and one for the exporter");
}

#[actix_web::test]
async fn taking_the_export_right_away_cancels_what_is_open_and_shuts_the_door_to_files_at_once() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let ready = test.put(test.row("Bob", "ready.csv")).await;
    let queued = test.put(test.row("Bob", "queued.csv").queued()).await;
    let running = test.put(test.row("Bob", "running.csv").records(200).running(50)).await;
    let link = format!("/exports/{ready}/file");
    assert_eq!(bob.get(&link).await.status, 200);

    let form = format!("/settings/users/{}", test.named("Bob").await.public_id);
    alice.open(&form).await.form(&form).untick("export").submit(&mut alice).await;
    for id in [&queued, &running] {
        let export = test.export(id);
        assert_eq!(export.state, State::Cancelled);
        assert_eq!(export.cancel_reason, Some(CancelReason::Rights));
        assert_eq!(export.cancelled_by_name.as_deref(), Some("Alice"));
    }
    assert!(bob.get(&link).await.path.starts_with("/sign-in"), "the session is over");
    let mut again = test.sign_in("Bob").await;
    for path in [&link, &format!("/exports/{ready}"), "/settings/import-export", "/exports/unknown"] {
        assert_eq!(again.get(path).await.status, 403, "{path}");
    }
    let log = alice.open("/settings/import-export").await;
    assert!(log.says("export permission was taken away by Alice"));
}

#[actix_web::test]
async fn a_file_with_sensitive_values_is_closed_to_an_exporter_who_lost_the_right_to_see_such() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let id = test.put(test.row("Bob", "passports.csv").sensitive()).await;
    let answer = bob.get(&format!("/exports/{id}/file")).await;
    assert_eq!(answer.status, 403);
    assert_eq!(test.number("SELECT count(*) AS n FROM downloads"), 0);
    assert_eq!(test.trail(&id), ["download.refused"]);
}

#[actix_web::test]
async fn deactivating_somebody_cancels_what_they_have_open() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    test.exporter("Bob").await;
    let queued = test.put(test.row("Bob", "queued.csv").queued()).await;
    let path = format!("/settings/users/{}/deactivate", test.named("Bob").await.public_id);
    alice.open(&path).await.form(&path).submit(&mut alice).await;
    assert_eq!(test.export(&queued).cancel_reason, Some(CancelReason::Rights));
}

#[actix_web::test]
async fn the_french_article_can_be_followed_word_by_word() {
    let test = TestApp::start().await;
    test.contacts(3).await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.signed_in("Bob", Rights { view: true, export: true, ..Rights::default() }).await;
    for browser in [&mut alice, &mut bob] {
        let page = browser.open("/settings/profile").await;
        page.form("/settings/profile").fill("language", "fr").submit(browser).await;
    }
    let page = alice.open("/records/contacts").await.click("Paramètres", &mut alice).await;
    for label in [
        "Gestionnaire de données",
        "Import et Export",
        "Seuil de notification d'export volumineux",
        "Enregistrer",
        "Audit des exports",
    ] {
        assert!(page.says(label), "{label}");
    }
    let dialog = bob.open("/records/contacts").await.click("Exporter", &mut bob).await;
    dialog.form("/records/contacts/export").fill("name", "liste").submit(&mut bob).await;
    let page = alice.open("/settings/import-export").await;
    let heads = page.text_of("thead th");
    assert_eq!(heads[..5], ["Nom", "Source", "Fiches d’informations", "Utilisateur", "Date"]);
    let running = test.put(test.row("Bob", "en-cours.csv").records(200).running(50)).await;
    let page = alice.open("/settings/import-export").await;
    assert!(page.says("En cours de traitement"));
    let question = page.click("Annuler l'export", &mut alice).await;
    let page = question.form(&format!("/exports/{running}/cancel")).submit(&mut alice).await;
    assert!(page.says("Annulé"));
    test.run_jobs();
    let page = alice.open("/settings/import-export").await;
    alice.get(&page.link("Télécharger liste.csv").unwrap()).await;
    let page = alice.open("/settings/import-export").await.click("Afficher l'historique", &mut alice).await;
    assert!(page.says("Alice") && page.says("Adresse IP"));
}

#[actix_web::test]
async fn the_language_buttons_of_a_page_that_refused_a_form_lead_back_to_the_page_it_was_on() {
    const SETTINGS: &str = "/settings/import-export";
    const THRESHOLD: &str = "/settings/import-export/threshold";
    const EDIT: &str = "/records/contacts/selected/edit?ids=1&property=3";
    let test = TestApp::start().await;
    test.contacts(2).await;
    let mut alice = test.super_admin("Alice").await;
    // Whoever sends the form again is on the page that refused it.
    for (page, stands_on, action, field) in [
        (SETTINGS, SETTINGS, THRESHOLD, "threshold"),
        (SETTINGS, THRESHOLD, THRESHOLD, "threshold"),
        (EDIT, EDIT, "/records/contacts/selected/edit", "p3"),
        (EDIT, "/records/contacts/selected/edit", "/records/contacts/selected/edit", "p3"),
    ] {
        let form = alice.open(page).await.form(action).fill(field, "nonsense");
        let referer = format!("{}{stands_on}", test.url);
        let refused = alice.post_only(&form.action, &form.fields, &[("referer", referer.as_str())]).await;
        assert_eq!(refused.status, 422, "{stands_on}");
        let language = refused.page().form("/preferences/language").fill("lang", "en");
        let back = language.submit(&mut alice).await;
        assert_eq!((back.status, back.path.as_str()), (200, page), "{stands_on}");
    }
    // Deleting asks again where there are more than it said.
    let delete = "/records/contacts/selected/delete";
    let form = alice.open(&format!("{delete}?all=on")).await.form(delete).fill("count", "1");
    let referer = format!("{}{delete}", test.url);
    let asked = alice.post_only(&form.action, &form.fields, &[("referer", referer.as_str())]).await;
    assert_eq!(asked.status, 409);
    let back = asked.page().form("/preferences/language").fill("lang", "en").submit(&mut alice).await;
    assert_eq!((back.status, back.path), (200, format!("{delete}?all=on")));
}

#[actix_web::test]
async fn the_language_buttons_of_a_form_that_was_refused_twice_lead_back_to_it_with_what_its_page_shows() {
    let test = TestApp::start().await;
    test.contacts(2).await;
    let mut alice = test.super_admin("Alice").await;
    for (form, place) in [
        ("/records/contacts/views/new", "q=Name&sort=-name"),
        ("/records/contacts/segments/new", "q=Name&ids=1%2C2"),
        ("/records/contacts/export", "q=Name&ids=1%2C2"),
        ("/settings/import-export/export", "state=ready"),
    ] {
        let page = format!("{form}?{place}");
        let nameless = alice.open(&page).await.form(form).fill("name", "");
        // The page that refused it the first time stands at the form's own address.
        let referer = format!("{}{form}", test.url);
        let refused = alice.post_only(form, &nameless.fields, &[("referer", referer.as_str())]).await;
        assert_eq!(refused.status, 422, "{form}");
        let back = refused.page().form("/preferences/language").fill("lang", "en").submit(&mut alice).await;
        assert_eq!((back.status, back.path), (200, page), "{form}");
    }
}

#[actix_web::test]
async fn a_mail_to_those_who_can_help_speaks_of_the_permission_that_is_missing() {
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let mut bob = test.member("Bob").await;
    for (path, subject) in [
        ("/settings/import-export", "?subject=Export%20permission%20in%20Waybill"),
        ("/settings/users", "?subject=Permission%20in%20Waybill"),
    ] {
        let page = bob.open(path).await;
        let mail = page.attr(".people a", "href").unwrap();
        assert!(page.status == 403 && mail.ends_with(subject), "{path}: {mail}");
    }
}

#[actix_web::test]
async fn the_name_of_a_file_is_kept_apart_in_the_heading_of_its_import() {
    let test = TestApp::start().await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let page = import(&test, &mut ines, "contacts", b"Email\na@b.example\n").await;
    assert_eq!(
        (page.text_of("h1"), page.text_of("h1 > bdi")),
        (vec!["Import of file .csv".to_owned()], vec!["file".to_owned()])
    );
}

#[actix_web::test]
async fn the_error_of_a_group_is_read_out_with_the_group() {
    let test = TestApp::start().await;
    let mut bob = test.exporter("Bob").await;
    let mut ines = test.signed_in("Ines", IMPORTER).await;
    let dialog = bob.open("/records/contacts/export").await;
    assert_eq!(dialog.attr("#props", "aria-describedby"), None);
    let export = dialog.form("/records/contacts/export").fill("props", "pick").untick("p").submit(&mut bob).await;
    let columns = bob.open("/records/contacts/columns").await.form("/records/contacts/columns");
    let columns = columns.untick("show").fill("do", "apply").submit(&mut bob).await;
    let file = matching(&mut ines, "contacts", "file.csv", b"Email\na@b.example\n").await;
    let mode = map_form(&file).fill("mode", "upsert").submit(&mut ines).await;
    for (page, group) in [(export, "props"), (columns, "columns"), (mode, "mode")] {
        let error = format!("{group}-error");
        assert_eq!(page.status, 422, "{group}");
        assert_eq!(page.attr(&format!("#{group}[tabindex]"), "aria-describedby"), Some(error.clone()));
        assert!(page.has(&format!("#{error}")), "{group}");
    }
}
