//! Settings > Properties: objects and properties made and changed by super admins (R8, R27, R50).

use waybill::db::DbConn;
use waybill::db::objects::{self, ObjectSaved};
use waybill::db::records::{self, NewRecord};
use waybill::domain::record::{ObjectLabels, Property};
use waybill::domain::user::Rights;
use waybill::domain::viewer::Actor;

use crate::records::add;
use crate::support::interleaved::interleaved;
use crate::support::{Browser, Form, Page, TestApp};

pub(crate) const CONTACTS: &str = "/settings/properties/contacts";

/// Makes an object of projects.
pub(crate) async fn projects(alice: &mut Browser) -> Page {
    let page = alice.open("/settings/properties").await.click("Add object", alice).await;
    page.form("/settings/properties/new")
        .fill("one_en", "Project")
        .fill("many_en", "Projects")
        .fill("many_fr", "Projets")
        .submit(alice)
        .await
}

/// A property as it is now.
pub(crate) fn property(test: &TestApp, object_id: i64, name: &str) -> Property {
    let all = test.app.db.read_now(|c| objects::every_property(c, object_id)).unwrap();
    all.into_iter().find(|property| property.name == name).unwrap_or_else(|| panic!("no property {name}"))
}

/// The internal name of a contact's property.
fn property_name(test: &TestApp, id: i64) -> String {
    test.app.db.read_now(|c| objects::property(c, 1, id)).unwrap().unwrap().name
}

pub(crate) fn object_id(test: &TestApp, name: &str) -> i64 {
    test.app.db.read_now(|c| objects::find_any(c, name)).unwrap().unwrap().id
}

/// Changes one property through its form.
pub(crate) async fn change(alice: &mut Browser, id: i64, how: impl Fn(Form) -> Form) -> Page {
    let path = format!("{CONTACTS}/{id}");
    how(alice.open(&path).await.form(&path)).submit(alice).await
}

fn trail(test: &TestApp, kind: &str, id: i64) -> Vec<String> {
    test.app.db.read_now(|c| waybill::db::audit::actions(c, kind, id)).unwrap()
}

#[actix_web::test]
async fn only_super_admins_see_and_change_objects_and_properties() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let everything = Rights { super_admin: false, ..Rights::SUPER_ADMIN };
    let mut bob = test.signed_in("Bob", everything).await;
    let pages = ["", "/new", "/contacts", "/contacts/add", "/contacts/3", "/contacts/3/archive"];
    for path in pages.map(|path| format!("/settings/properties{path}")) {
        assert!(test.stranger().open(&path).await.path.starts_with("/sign-in"), "{path}");
        assert_eq!(bob.open(&path).await.status, 403, "{path}");
        assert_eq!(alice.open(&path).await.status, 200, "{path}");
    }
    let token = bob.open("/settings/profile").await.form("/settings/profile").value("csrf").unwrap().to_owned();
    let fields = vec![("csrf".to_owned(), token)];
    for path in ["/new", "/contacts/rename", "/contacts/archive", "/contacts/add", "/contacts/3", "/contacts/3/archive"]
    {
        let path = format!("/settings/properties{path}");
        assert_eq!(bob.post_only(&path, &fields, &[]).await.status, 403, "{path}");
    }
    for path in ["/unknown", "/unknown/add", "/contacts/31", "/contacts/x", "/contacts/rename", "/contacts/archive"] {
        let path = format!("/settings/properties{path}");
        assert_eq!(alice.open(&path).await.status, 404, "{path}: standard objects are neither renamed nor archived");
    }
}

#[actix_web::test]
async fn an_own_object_has_its_pages_and_its_names_in_both_languages() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let page = projects(&mut alice).await;
    assert_eq!(page.path, "/settings/properties/projects");
    assert!(page.says("Internal name: projects") && page.says("Names the record"), "{}", page.text());
    add(&test, "projects", vec![vec![(property(&test, object_id(&test, "projects"), "name").id, "Bridge")]]).await;

    let page = alice.open("/records/projects").await;
    assert!(page.says("Projects") && page.says("Bridge") && page.says("1 record"), "{}", page.text());
    assert!(page.text_of(".bar-nav a").contains(&"Projects".to_owned()));
    assert!(alice.open("/imports/new").await.text_of("#object option").contains(&"Projects".to_owned()));
    let dialog = alice.open("/records/projects/export").await;
    assert_eq!(dialog.form("/records/projects/export").value("name"), Some("projects-2025-10-16"));
    dialog.form("/records/projects/export").submit(&mut alice).await;
    test.run_jobs();
    assert!(
        alice.open("/settings/import-export").await.text_of("tbody td").iter().any(|cell| cell.contains("Projects"))
    );

    let profile = alice.open("/settings/profile").await;
    profile.form("/settings/profile").fill("language", "fr").submit(&mut alice).await;
    let page = alice.open("/settings/properties").await;
    assert!(page.says("Objets et propriétés") && page.says("Projets"));
    let names = page.text_of("code");
    assert!(names.contains(&"projects".to_owned()), "{names:?}");
    assert_eq!(trail(&test, "object", object_id(&test, "projects")), ["object.added"]);
}

#[actix_web::test]
async fn an_own_object_is_renamed_archived_and_restored_and_stays_in_the_log() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    projects(&mut alice).await;
    alice.open("/records/projects/export").await.form("/records/projects/export").submit(&mut alice).await;
    test.run_jobs();
    let rename = "/settings/properties/projects/rename";
    let form = alice.open(rename).await.form(rename);
    assert_eq!(form.value("one_fr"), Some(""), "what only repeats the English is not shown");
    let page = form.clone().fill("many_en", "deals").submit(&mut alice).await;
    assert_eq!(page.status, 422);
    assert!(page.says("There is already an object with this name."));
    form.fill("one_en", "Building site").fill("many_en", "Building sites").submit(&mut alice).await;
    assert!(alice.open("/records/projects").await.says("Building sites"));

    let archive = "/settings/properties/projects/archive";
    let question = alice.open(archive).await;
    assert!(question.says("Archive Building sites"));
    assert!(question.says("It has no records. Nobody sees it until you restore it."), "{}", question.text());
    question.form(archive).submit(&mut alice).await;
    assert_eq!(alice.open("/records/projects").await.status, 404);
    assert_eq!(alice.open("/records/projects/export").await.status, 404);
    let log = alice.open("/settings/import-export").await;
    assert!(log.text_of("tbody tr").join(" ").contains("Projects"), "called as it was then: {}", log.text());
    let page = alice.open("/settings/properties").await;
    page.form("/settings/properties/projects/restore").submit(&mut alice).await;
    assert_eq!(alice.open("/records/projects").await.status, 200);
    let all = ["object.added", "object.renamed", "object.archived", "object.restored"];
    assert_eq!(trail(&test, "object", object_id(&test, "projects")), all);
}

#[actix_web::test]
async fn an_old_form_does_not_take_back_the_names_that_somebody_gave_an_object_meanwhile() {
    let test = TestApp::start().await;
    let (mut alice, mut bea) = (test.super_admin("Alice").await, test.super_admin("Bea").await);
    projects(&mut alice).await;
    let labels =
        |test: &TestApp| test.app.db.read_now(|c| objects::find_any(c, "projects")).unwrap().unwrap().labels.unwrap();
    let rename = "/settings/properties/projects/rename";
    let old = bea.open(rename).await.form(rename).fill("one_fr", "Chantier");
    alice.open(rename).await.form(rename).fill("many_en", "Building sites").submit(&mut alice).await;

    let page = old.clone().submit(&mut bea).await;
    assert_eq!(page.status, 409);
    assert!(page.says("Somebody renamed this object while you had it open."), "{}", page.text());
    assert_eq!(page.text_of("h1"), ["Rename Building sites"], "what it is called now");
    assert_eq!((labels(&test).many_en.as_str(), labels(&test).one_fr.as_str()), ("Building sites", "Project"));
    let form = page.form(rename);
    assert_eq!(form.value("one_fr"), Some("Chantier"), "what she typed is kept");
    // A sentence about a field does not hide that the form is old.
    let page = old.clone().fill("one_en", "").submit(&mut bea).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.form(rename).fill("one_en", "Project").submit(&mut bea).await.status, 409);

    let page = form.fill("many_en", "Building sites").submit(&mut bea).await;
    assert_eq!(page.path, "/settings/properties/projects", "{}", page.text());
    assert_eq!((labels(&test).many_en.as_str(), labels(&test).one_fr.as_str()), ("Building sites", "Chantier"));
    // A second click finds what the first one saved.
    let twice = old.fill("many_en", "Building sites").submit(&mut bea).await;
    assert_eq!(twice.path, "/settings/properties/projects", "{}", twice.text());
    let all = ["object.added", "object.renamed", "object.renamed"];
    assert_eq!(trail(&test, "object", object_id(&test, "projects")), all);
}

#[actix_web::test]
async fn of_two_who_rename_an_object_at_once_the_second_is_told() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    projects(&mut alice).await;
    let known = test.app.db.read_now(|c| objects::find_any(c, "projects")).unwrap().unwrap().labels.unwrap();
    let now = test.now();
    let rename = |many_en: &str| {
        let seen = objects::seen_labels(&known);
        let labels = ObjectLabels { many_en: many_en.to_owned(), ..known.clone() };
        move |c: &mut DbConn| objects::rename(c, "projects", &seen, &labels, &Actor::system(), now).unwrap()
    };
    let (first, second) = interleaved(&test, rename("Bridges"), rename("Tunnels"));
    assert!(matches!(first, ObjectSaved::Done(_)), "{first:?}");
    assert_eq!(second, ObjectSaved::Overtaken);
}

#[actix_web::test]
async fn properties_of_all_types_are_added_with_a_name_of_their_own() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = format!("{CONTACTS}/add");
    for kind in ["text", "number", "date", "datetime", "boolean", "choice", "choices", "email", "phone", "url"] {
        let form = alice.open(&path).await.form(&path).fill("label_en", &format!("Ma propriété {kind}"));
        let mut form = form.fill("kind", kind).fill("group", "Mine").tick("view", "on");
        if kind.starts_with("choice") {
            for (name, value) in [("choice_en", "Très bien"), ("choice_value", "")] {
                let first = form.fields.iter().position(|(key, _)| key == name).unwrap();
                form.fields[first].1 = value.to_owned();
            }
        }
        let page = form.submit(&mut alice).await;
        assert_eq!(page.path, CONTACTS, "{kind}: {}", page.text());
        let made = property(&test, 1, &format!("ma_propriete_{kind}"));
        assert_eq!(
            (made.kind.as_str(), made.group.as_str(), made.label_fr.as_str()),
            (kind, "Mine", made.label_en.as_str())
        );
        assert_eq!(trail(&test, "property", made.id), ["property.added"]);
        let choices: Vec<&str> = made.choices.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(choices, if kind.starts_with("choice") { vec!["tres_bien"] } else { vec![] });
    }
    add(&test, "contacts", vec![vec![(1, "Zoë")]]).await;
    let page = alice.open("/records/contacts").await;
    assert!(page.says("Ma propriété datetime"));

    let form = alice.open(&path).await.form(&path);
    for (label, kind, sentence) in [
        ("", "text", "Enter a label."),
        ("E-mail\u{202e}", "text", "Remove the invisible characters."),
        ("ma propriete URL", "text", "already has a property with this label"),
        ("Colour", "choice", "Add at least one choice."),
    ] {
        let page = form.clone().fill("label_en", label).fill("kind", kind).submit(&mut alice).await;
        assert_eq!(page.status, 422, "{label}");
        assert!(page.says(sentence), "{sentence}: {}", page.text());
    }
    let boolean = form.fill("label_en", "Odd").fill("kind", "boolean").tick("unique", "on").tick("search", "on");
    let page = boolean.submit(&mut alice).await;
    assert!(page.says("can't be unique") && page.says("Quick search reads text"), "{}", page.text());
}

/// A form with these choices: value, English and French label.
fn with_choices(mut form: Form, rows: &[[&str; 3]]) -> Form {
    for (at, name) in ["choice_value", "choice_en", "choice_fr"].into_iter().enumerate() {
        let boxes = form.fields.iter_mut().filter(|(key, _)| key == name);
        for ((_, value), row) in boxes.zip(rows) {
            row[at].clone_into(value);
        }
    }
    form
}

#[actix_web::test]
async fn what_is_wrong_with_a_choice_is_said_at_its_own_box() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = format!("{CONTACTS}/add");
    let form =
        alice.open(&path).await.form(&path).fill("label_en", "Colour").fill("kind", "choice").tick("search", "on");
    let long = "é".repeat(201);
    let rows = [["red", "Red", ""], ["blue", "", ""], ["RED", "", ""], ["a;b", "Both", ""], ["", "Green", &long]];
    let page = with_choices(form, &rows).submit(&mut alice).await;
    assert_eq!(page.status, 422);
    let wrong = [
        ("choice_en-2", "Enter an English label for each choice."),
        ("choice_value-3", "Two choices have the value RED"),
        ("choice_en-3", "Enter an English label for each choice."),
        ("choice_value-4", "without semicolons"),
        ("choice_fr-5", "200"),
    ];
    let listed: Vec<String> =
        ["search"].into_iter().chain(wrong.map(|(id, _)| id)).map(|id| format!("#{id}")).collect();
    assert_eq!(page.links(".banner.bad a"), listed);
    assert_eq!(page.count("[aria-invalid]"), wrong.len());
    for (id, sentence) in wrong {
        assert_eq!(page.attr(&format!("#{id}"), "aria-describedby"), Some(format!("{id}-error")));
        let said = page.text_of(&format!("td > #{id} ~ #{id}-error")).concat();
        assert!(said.contains(sentence), "{id}: {said}");
    }
    let form = page.form(&path).untick("search");
    assert!(form.fields.contains(&("choice_value".to_owned(), "a;b".to_owned())), "what was typed is kept");
    let rows = [["red", "Red", ""], ["blue", "Blue", ""], ["crimson", "Crimson", ""], ["both", "Both", ""]];
    let rows: Vec<[&str; 3]> = rows.into_iter().chain([["", "Green", "Vert"]]).collect();
    let page = with_choices(form, &rows).submit(&mut alice).await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());
    assert_eq!(property(&test, 1, "colour").choices.len(), 5);
}

#[actix_web::test]
async fn no_two_choices_get_the_same_label_and_those_that_have_it_keep_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = format!("{CONTACTS}/add");
    let form = alice.open(&path).await.form(&path).fill("label_en", "Colour").fill("kind", "choice");
    let rows = [["a", "Other", "Autre"], ["b", "other", ""], ["c", "Red", "AUTRE"], ["d", "Blue", "Other"]];
    let page = with_choices(form, &rows).submit(&mut alice).await;
    let wrong = ["#choice_en-2", "#choice_fr-3", "#choice_fr-4"].map(str::to_owned);
    assert_eq!((page.status, page.links(".banner.bad a")), (422, wrong.to_vec()), "{}", page.text());
    assert!(page.says("Two choices have the label other"), "{}", page.text());
    let rows = [["a", "Other", "Autre"], ["b", "Green", "Vert"], ["c", "Red", ""], ["d", "Blue", ""]];
    let page = with_choices(page.form(&path), &rows).submit(&mut alice).await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());

    // From before labels were looked at.
    test.sql("UPDATE properties SET choices = replace(choices, 'Green', 'Other') WHERE name = 'colour'");
    let id = property(&test, 1, "colour").id;
    let page = change(&mut alice, id, |form| form.fill("description", "As it was")).await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());
    let rows = [["a", "Other", "Autre"], ["b", "Other", "Vert"], ["c", "Other", ""], ["d", "Blue", ""]];
    let page = change(&mut alice, id, |form| with_choices(form, &rows)).await;
    assert_eq!((page.status, page.links(".banner.bad a")), (422, vec!["#choice_en-3".into()]), "{}", page.text());
}

#[actix_web::test]
async fn no_label_of_a_choice_is_the_value_of_another_and_those_that_are_stay() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = format!("{CONTACTS}/add");
    let form = alice.open(&path).await.form(&path).fill("label_en", "Tier").fill("kind", "choice");
    let rows = [["gold", "silver", "Or"], ["silver", "Ag", "gold"], ["x", "x", ""], ["", "Copper", "copper2"]];
    let page = with_choices(form, &rows).submit(&mut alice).await;
    let wrong = ["#choice_en-1", "#choice_fr-2"].map(str::to_owned);
    assert_eq!((page.status, page.links(".banner.bad a")), (422, wrong.to_vec()), "{}", page.text());
    assert!(page.says("The label silver is the value of another choice."), "{}", page.text());
    let rows = [["gold", "Gold", "Or"], ["silver", "Ag", ""], ["x", "x", "copper"], ["", "Copper", "Cuivre"]];
    let page = with_choices(page.form(&path), &rows).submit(&mut alice).await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());
    let values: Vec<String> = property(&test, 1, "tier").choices.into_iter().map(|choice| choice.value).collect();
    assert_eq!(values, ["gold", "silver", "x", "copper_2"], "nor is a value made that is a label");

    // From before values were looked at.
    test.sql("UPDATE properties SET choices = replace(choices, 'Ag', 'gold') WHERE name = 'tier'");
    let id = property(&test, 1, "tier").id;
    let page = change(&mut alice, id, |form| form.fill("description", "As it was")).await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());
}

#[actix_web::test]
async fn a_label_of_several_choices_takes_no_semicolon_and_one_that_has_it_stays() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = format!("{CONTACTS}/add");
    let form = alice.open(&path).await.form(&path).fill("label_en", "Colour").fill("kind", "choices");
    let form = with_choices(form, &[["a", "Alpha; one", ""], ["b", "Beta", "Bêta; deux"]]);
    let page = form.submit(&mut alice).await;
    assert_eq!((page.status, page.links(".banner.bad a")), (422, vec!["#choice_en-1".into(), "#choice_fr-2".into()]));
    let said = page.text_of("#choice_fr-2-error").concat();
    assert!(said.contains("Remove the semicolon: in files it stands between several choices."), "{said}");
    let page = page.form(&path).fill("kind", "choice").submit(&mut alice).await;
    assert_eq!(page.path, CONTACTS, "one choice alone is never joined: {}", page.text());

    test.sql("UPDATE properties SET kind = 'choices' WHERE name = 'colour'");
    let id = property(&test, 1, "colour").id;
    let page = change(&mut alice, id, |form| form.fill("description", "As it was")).await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());
    let page =
        change(&mut alice, id, |form| with_choices(form, &[["a", "Alpha; one", ""], ["b", "Beta; two", "Bêta; deux"]]))
            .await;
    assert_eq!((page.status, page.links(".banner.bad a")), (422, vec!["#choice_en-2".into()]));
}

#[actix_web::test]
async fn above_the_page_several_sentences_name_their_fields() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let path = "/settings/properties/new";
    let form = alice.open(path).await.form(path);
    let page = form.clone().submit(&mut alice).await;
    let named = ["Name for one, English", "Name for many, English"];
    assert_eq!(page.text_of(".banner.bad a"), named.map(|label| format!("{label}: Enter a name.")));
    assert!(page.text_of("#one_en-error").concat().ends_with("Enter a name."));
    let page = form.fill("one_en", "Ship").submit(&mut alice).await;
    assert_eq!(page.text_of(".banner.bad a"), ["Enter a name."], "alone it is plain");

    test.put(test.row("Alice", "a.csv")).await;
    let page = alice.open("/settings/import-export?more=many&less=few&from=x").await;
    assert_eq!(
        page.text_of(".banner.bad a"),
        [
            "From: Enter a date such as 2025-10-16.",
            "More records than: Enter a whole number.",
            "Fewer records than: Enter a whole number."
        ]
    );
    let conditions = "p-0-0=18&o-0-0=above&v-0-0=&p-1-0=18&o-1-0=above&v-1-0=&do=apply";
    let page = alice.open(&format!("/records/contacts/filter?{conditions}")).await;
    assert_eq!(
        page.text_of(".banner.bad a"),
        ["Group 1, condition 1: Enter a value.", "Group 2, condition 1: Enter a value."]
    );
}

#[actix_web::test]
async fn a_choice_in_use_is_put_away_and_never_lost() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(&test, "contacts", vec![vec![(1, "Zoë"), (7, "open")]]).await;
    // Renamed and put away by the form; another one left out by a form made by hand.
    let page = change(&mut alice, 7, |mut form| {
        for (_, value) in form.fields.iter_mut().filter(|(name, value)| name == "choice_en" && value == "Open") {
            *value = "Being worked on".to_owned();
        }
        let lost = form.fields.iter().position(|(name, value)| name == "choice_value" && value == "new").unwrap();
        form.fields.drain(lost..lost + 3);
        form.tick("choice_archived", "open")
    })
    .await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());
    let choices = property(&test, 1, "lead_status").choices;
    let archived: Vec<&str> = choices.iter().filter(|c| c.is_archived).map(|c| c.value.as_str()).collect();
    assert_eq!((choices.len(), archived), (5, vec!["open", "new"]));
    assert!(alice.open("/records/contacts").await.says("Being worked on"), "the record keeps it");
    let kind = property(&test, 1, "lead_status").kind;
    assert!(kind.parse_value("open", &choices).is_err(), "nobody can choose it any more");
}

#[actix_web::test]
async fn the_type_of_a_property_stays_once_records_have_values() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(&test, "contacts", vec![vec![(1, "Zoë"), (14, "Dutch")]]).await;
    let page = change(&mut alice, 14, |form| form.fill("kind", "number")).await;
    assert_eq!(page.status, 422);
    assert!(page.says("The type can't change"), "{}", page.text());
    let page = change(&mut alice, 10, |form| form.fill("kind", "number")).await;
    assert_eq!(page.path, CONTACTS, "no record has a country: {}", page.text());
    assert_eq!(property(&test, 1, "country").kind.as_str(), "number");
    assert_eq!(trail(&test, "property", 10), ["property.changed"]);
}

#[actix_web::test]
async fn a_property_becomes_unique_when_no_two_records_share_a_value_and_stays_so() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(
        &test,
        "contacts",
        vec![vec![(3, "Zoe@fjordline.example")], vec![(3, "zoe@fjordline.example")], vec![(1, "x")]],
    )
    .await;
    let page = change(&mut alice, 3, |form| form.tick("unique", "on")).await;
    assert_eq!(page.status, 422);
    assert!(page.says("1 value is shared by several records"), "{}", page.text());
    assert!(page.text().to_lowercase().contains("zoe@fjordline.example"), "an example is named");
    let page = change(&mut alice, 3, |form| form.tick("unique", "on").tick("sensitive", "on")).await;
    assert!(page.says("1 value is shared by several records.") && !page.says("Zoe@"), "{}", page.text());

    test.sql("DELETE FROM records WHERE id IN (SELECT min(id) FROM records)");
    change(&mut alice, 3, |form| form.tick("unique", "on")).await;
    assert!(property(&test, 1, "email").is_unique);
    let taken = test.app.db.write_now(|c| {
        let properties = objects::properties(c, 1)?;
        let new = NewRecord::from_values(&properties, &[(3, "ZOE@fjordline.example".to_owned())]);
        records::insert(c, 1, None, &[new], test.clock.now())
    });
    assert_eq!(taken.unwrap_err().taken_property(), Some(3));
    let page = crate::support::imports::import(
        &test,
        &mut alice,
        "contacts",
        b"email\nnew@x.example\nzoe@FJORDLINE.example\n",
    )
    .await;
    assert!(page.says("1 record added") && page.says("Another record has this value"), "{}", page.text());
    change(&mut alice, 3, |form| form.untick("unique")).await;
    add(&test, "contacts", vec![vec![(3, "zoe@fjordline.example")]]).await;
}

#[actix_web::test]
async fn an_old_form_does_not_take_back_what_somebody_else_set_meanwhile() {
    let test = TestApp::start().await;
    let (mut alice, mut bea) = (test.super_admin("Alice").await, test.super_admin("Bea").await);
    let path = format!("{CONTACTS}/4");
    let old = bea.open(&path).await.form(&path).fill("label_en", "Telephone");
    change(&mut alice, 4, |form| form.tick("sensitive", "on")).await;

    let page = old.clone().submit(&mut bea).await;
    assert_eq!(page.status, 409);
    assert!(page.says("Somebody changed this property while you had it open."), "{}", page.text());
    let now = property(&test, 1, &property_name(&test, 4));
    assert!(now.is_sensitive && now.label_en != "Telephone", "nothing is taken back");
    let form = page.form(&path);
    assert_eq!(form.value("label_en"), Some("Telephone"), "what she typed is kept");
    // A sentence about a field does not hide that the form is old.
    let page = old.clone().fill("label_en", "").submit(&mut bea).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.form(&path).fill("label_en", "Telephone").submit(&mut bea).await.status, 409);

    let page = form.tick("sensitive", "on").submit(&mut bea).await;
    assert_eq!(page.path, CONTACTS, "{}", page.text());
    let now = property(&test, 1, &property_name(&test, 4));
    assert!(now.is_sensitive && now.label_en == "Telephone");
    // A second click finds what the first one saved.
    let twice = old.tick("sensitive", "on").submit(&mut bea).await;
    assert_eq!(twice.path, CONTACTS, "{}", twice.text());
    assert_eq!(trail(&test, "property", 4), ["property.changed", "property.changed"]);
}

#[actix_web::test]
async fn a_choice_that_came_meanwhile_is_part_of_the_form_that_is_kept() {
    let test = TestApp::start().await;
    let (mut alice, mut bea) = (test.super_admin("Alice").await, test.super_admin("Bea").await);
    let path = format!("{CONTACTS}/7");
    let old = bea.open(&path).await.form(&path).fill("description", "How far we are.");
    change(&mut alice, 7, |mut form| {
        let blank = form.fields.iter().position(|(name, value)| name == "choice_en" && value.is_empty()).unwrap();
        form.fields[blank].1 = "Put on ice".to_owned();
        form
    })
    .await;
    let page = old.submit(&mut bea).await;
    assert_eq!(page.status, 409);
    page.form(&path).submit(&mut bea).await;
    let now = property(&test, 1, "lead_status");
    let added = now.choices.iter().find(|choice| choice.value == "put_on_ice").unwrap();
    assert!(!added.is_archived && now.description == "How far we are.");
}

#[actix_web::test]
async fn an_index_is_built_in_the_background_and_dropped_when_nobody_wants_it() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(&test, "contacts", vec![vec![(1, "A"), (18, "9")], vec![(1, "B"), (18, "100")], vec![(1, "C")]]).await;
    assert_eq!(test.run_lane("indexes"), 0, "those of the migrations are there");
    let page = change(&mut alice, 18, |form| form.tick("index", "on").tick("view", "on")).await;
    assert!(page.says("Index being built"), "{}", page.text());
    assert!(!property(&test, 1, "lead_score").is_indexed);
    assert_eq!(test.run_lane("indexes"), 1);
    assert!(property(&test, 1, "lead_score").is_indexed);
    let page = alice.open("/records/contacts?sort=-p18").await;
    assert_eq!(page.text_of("tbody th"), ["B", "A", "C"]);

    change(&mut alice, 18, |form| form.untick("index")).await;
    assert!(!property(&test, 1, "lead_score").is_indexed, "no query relies on it from here on");
    assert_eq!(test.run_lane("indexes"), 1);
    assert_eq!(test.run_lane("indexes"), 0);
    let all = ["property.changed", "property.indexed", "property.changed"];
    assert_eq!(trail(&test, "property", 18), all);
}

#[actix_web::test]
async fn a_value_that_has_become_sensitive_is_found_by_nobody_without_the_right_from_then_on() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let mut bob = test.exporter("Bob").await;
    let rows =
        (0..700).map(|n| vec![(1, if n == 0 { "Zoë" } else { "Li" }), (4, if n == 0 { "+4755512345" } else { "" })]);
    add(&test, "contacts", rows.collect()).await;
    assert!(bob.open("/records/contacts?q=55512345").await.says("Zoë"));

    change(&mut alice, 4, |form| form.tick("sensitive", "on")).await;
    let page = bob.open("/records/contacts?q=55512345").await;
    assert_eq!(page.status, 503);
    assert!(page.says("Search and the order by name are off") && page.says("Nothing was searched or counted"));
    let page = bob.open("/records/contacts/export?q=55512345").await;
    assert_eq!((page.status, page.path.as_str()), (503, "/records/contacts?q=55512345"));
    assert!(bob.open("/records/contacts").await.says("700 records"), "the records themselves are shown");
    let mut form = bob.open("/records/contacts/export").await.form("/records/contacts/export");
    form.fields.retain(|(name, _)| name != "q");
    form.fields.push(("q".into(), "55512345".into()));
    assert_eq!(form.send(&mut bob).await.status, 503, "a form made by hand leads to the same page");
    assert_eq!(test.number("SELECT count(*) AS n FROM exports"), 0);
    assert!(alice.open("/records/contacts?q=55512345").await.says("Zoë"), "who has the right searches on");
    assert!(alice.open(CONTACTS).await.says("A property has become sensitive."));

    assert!(test.run_lane("search") > 1, "in batches");
    let page = bob.open("/records/contacts?q=55512345").await;
    assert!(!page.says("are off") && !page.says("Zoë"), "{}", page.text());
    assert!(bob.open("/records/contacts?q=zoe").await.says("Zoë"));

    change(&mut alice, 4, |form| form.untick("sensitive")).await;
    test.run_lane("search");
    assert!(bob.open("/records/contacts?q=55512345").await.says("Zoë"));
    let all = ["object.search_derived", "object.search_derived"];
    assert_eq!(trail(&test, "object", 1), all);
}

#[actix_web::test]
async fn an_archived_property_is_hidden_everywhere_and_comes_back_with_its_values() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    add(&test, "contacts", vec![vec![(1, "Zoë"), (5, "Fjordline AS")]]).await;
    let archive = format!("{CONTACTS}/5/archive");
    alice.open(&archive).await.form(&archive).submit(&mut alice).await;
    test.run_jobs();
    let page = alice.open("/records/contacts").await;
    assert!(!page.says("Fjordline AS") && !page.says("Company"), "{}", page.text());
    assert!(!alice.open("/records/contacts?q=fjordline").await.says("Zoë"), "not found either");
    assert!(!alice.open("/records/contacts/export").await.says("Company"));
    assert_eq!(alice.open(&format!("{CONTACTS}/5")).await.status, 404);

    let page = alice.open(CONTACTS).await;
    assert!(page.says("Archived properties"));
    page.form(&format!("{CONTACTS}/5/restore")).submit(&mut alice).await;
    test.run_jobs();
    assert!(alice.open("/records/contacts?q=fjordline").await.says("Fjordline AS"));
    assert_eq!(trail(&test, "property", 5), ["property.archived", "property.restored"]);

    projects(&mut alice).await;
    let id = property(&test, object_id(&test, "projects"), "name").id;
    let archive = format!("/settings/properties/projects/{id}/archive");
    let page = alice.open(&archive).await.form(&archive).submit(&mut alice).await;
    assert!(page.says("Records are named by this property alone"), "{}", page.text());
}
