//! axe-core's judgement of a page: WCAG 2.0 to 2.2, levels A and AA, and its best practices.

use std::{env, fmt, fs, path::PathBuf};

use serde_json::{Value, json};

use crate::chromium::Browser;

/// A rule that the page breaks, and where.
#[derive(Debug)]
pub(crate) struct Violation {
    /// axe's name of the rule ("label", "color-contrast").
    pub(crate) rule: String,
    help: String,
    places: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.help)?;
        self.places.iter().try_for_each(|place| write!(f, "\n    {place}"))
    }
}

/// Judges the page as it stands in the browser now: open dialogs, errors and the theme count.
pub(crate) async fn axe(browser: &Browser) -> Vec<Violation> {
    // Asked for by name: the size of targets is the one AA rule of WCAG 2.2 that axe leaves off by itself.
    let options = json!({
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
        "rules": { "target-size": { "enabled": true } },
        "resultTypes": ["violations"],
    });
    let run = "const done = arguments[arguments.length - 1];
        axe.run(document, arguments[0]).then(result => done(result), error => done({ error: String(error) }))";
    browser.client.execute(&axe_script(), vec![]).await.expect("load axe-core");
    let result = browser.client.execute_async(run, vec![options]).await.expect("run axe-core");
    // An answer that axe did not give must not look like a page without faults.
    let violations = result["violations"].as_array().unwrap_or_else(|| panic!("axe-core: {}", result["error"]));
    assert!(result["testEngine"]["version"].is_string(), "axe-core did not run");
    violations.iter().map(violation).collect()
}

/// Fails with every broken rule and place unless the page has none.
pub(crate) async fn assert_accessible(browser: &Browser, page: &str) {
    let violations = axe(browser).await;
    let sentences = violations.iter().map(Violation::to_string).collect::<Vec<_>>();
    assert!(violations.is_empty(), "{page}: {} violations\n{}", violations.len(), sentences.join("\n"));
}

fn violation(found: &Value) -> Violation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes = found["nodes"].as_array().into_iter().flatten();
    let places = nodes.map(|node| format!("{} {}", node["target"], text(&node["html"])));
    Violation { rule: text(&found["id"]), help: text(&found["help"]), places: places.collect() }
}

/// The file that AXE_JS names, else the one that an earlier run of `scripts/test.sh` has fetched.
fn axe_script() -> String {
    let fetched = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/axe/node_modules/axe-core/axe.min.js");
    let file = env::var_os("AXE_JS").filter(|value| !value.is_empty()).map_or_else(fetched, PathBuf::from);
    fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!(
            "axe-core is missing ({}: {error}): run scripts/test.sh once, or name axe.min.js in AXE_JS",
            file.display()
        )
    })
}
