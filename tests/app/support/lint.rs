//! What every page owes its reader, checked on each page that a test reads.

use std::collections::HashSet;

use scraper::{Html, Selector};

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

/// Fails with a list of what is wrong with the page.
pub(crate) fn check(html: &str, path: &str) {
    let document = Html::parse_document(html);
    let count = |css: &str| document.select(&selector(css)).count();
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            wrong.push(what);
        }
    };
    expect(count("html[lang=en], html[lang=fr]") == 1, "no language".into());
    expect(
        document.select(&selector("title")).next().is_some_and(|t| !t.text().collect::<String>().trim().is_empty()),
        "no title".into(),
    );
    expect(count("h1") == 1, format!("{} headings of the first level", count("h1")));
    expect(count("main#main") == 1, "no main".into());
    expect(!html.contains("{$"), "a message lacks an argument".into());
    expect(count("[style], style, script:not([src]), [onclick]") == 0, "inline style or script".into());
    for table in document.select(&selector("table")) {
        expect(table.select(&selector("caption")).next().is_some(), "a table without caption".into());
    }
    let mut ids = HashSet::new();
    for element in document.select(&selector("[id]")) {
        let id = element.value().attr("id").unwrap();
        expect(ids.insert(id), format!("the id {id} stands twice"));
    }
    // What is wrong with a form is listed above it, in the order of the page.
    let places: Vec<&str> =
        document.select(&selector("[id]")).filter_map(|element| element.value().attr("id")).collect();
    let mut so_far = 0;
    for link in document.select(&selector(".banner a[href^='#']")) {
        let target = link.value().attr("href").unwrap().trim_start_matches('#');
        match places.iter().position(|id| *id == target) {
            Some(place) => {
                expect(place >= so_far, format!("of what is wrong, {target} is not listed in the order of the page"));
                so_far = place;
            }
            None => expect(false, format!("a sentence leads to {target}, which is not there")),
        }
    }
    for input in document.select(&selector("input, select, textarea")) {
        let value = input.value();
        if matches!(value.attr("type"), Some("hidden")) {
            continue;
        }
        let labelled = value.attr("aria-label").is_some()
            || value.attr("aria-labelledby").is_some()
            || value.attr("id").is_some_and(|id| count(&format!("label[for='{id}']")) > 0)
            || input.ancestors().any(|a| a.value().as_element().is_some_and(|e| e.name() == "label"));
        expect(labelled, format!("no label for {:?}", value.attr("name")));
    }
    for described in document.select(&selector("[aria-describedby]")) {
        for id in described.value().attr("aria-describedby").unwrap().split_whitespace() {
            expect(ids.contains(id), format!("aria-describedby names {id}, which is not there"));
        }
    }
    for form in document.select(&selector("form[method=post]")) {
        let action = form.value().attr("action").unwrap_or_default();
        let open = ["/sign-in", "/setup", "/forgot", "/preferences/", "/reset/", "/invitation/"]
            .iter()
            .any(|p| action.starts_with(p));
        expect(
            open || form.select(&selector("input[name=csrf]")).next().is_some(),
            format!("the form for {action} has no token"),
        );
    }
    for button in document.select(&selector("button, a[href]")) {
        let named = !button.text().collect::<String>().trim().is_empty() || button.value().attr("aria-label").is_some();
        expect(
            named,
            format!("a button or link without a name: {}", button.html().chars().take(200).collect::<String>()),
        );
    }
    // A message key on a page is a missing message.
    for text in document.select(&selector("body")).flat_map(|b| b.text()) {
        let word = text.trim();
        let like_key = [
            "ie-", "st-", "act-", "imp-", "exp-", "deny-", "usr-", "ntf-", "mail-", "form-", "auth-", "app-", "prof-",
            "ses-", "out-", "det-", "idx-", "hold-", "cancel-", "flt-", "col-",
        ]
        .iter()
        .any(|p| word.starts_with(p) && word.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()));
        expect(!like_key, format!("the message {word} is missing"));
    }
    assert!(wrong.is_empty(), "{path}:\n  {}\n", wrong.join("\n  "));
}
