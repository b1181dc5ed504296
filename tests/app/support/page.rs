//! A page as a person reads it, and its forms as a browser sends them.

use scraper::{ElementRef, Html, Selector};

use super::browser::{Answer, Browser};
use super::lint;

/// A page that was read, and passed the lint.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) path: String,
    pub(crate) html: String,
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

/// Text as a person reads it: white space folded, no-break spaces as spaces.
pub(crate) fn folded(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{202f}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Page {
    pub(crate) fn read(answer: &Answer) -> Self {
        let html = String::from_utf8(answer.body.clone()).unwrap();
        if answer.header("content-type").starts_with("text/html") && html.contains("<html") {
            lint::check(&html, &answer.path);
        }
        Self { status: answer.status.as_u16(), path: answer.path.clone(), html }
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.html)
    }

    /// Everything that can be read on it.
    pub(crate) fn text(&self) -> String {
        self.text_of("body").join(" ")
    }

    /// The text of each element that a selector finds.
    pub(crate) fn text_of(&self, css: &str) -> Vec<String> {
        self.document()
            .select(&selector(css))
            .map(|element| folded(&element.text().collect::<Vec<_>>().join(" ")))
            .collect()
    }

    /// Whether a sentence can be read on it (apostrophes and no-break spaces do not matter).
    pub(crate) fn says(&self, sentence: &str) -> bool {
        let plain = |text: &str| folded(text).replace('’', "'");
        plain(&self.text()).contains(&plain(sentence))
    }

    pub(crate) fn has(&self, css: &str) -> bool {
        self.document().select(&selector(css)).next().is_some()
    }

    pub(crate) fn count(&self, css: &str) -> usize {
        self.document().select(&selector(css)).count()
    }

    /// An attribute of the first element found.
    pub(crate) fn attr(&self, css: &str, name: &str) -> Option<String> {
        self.document().select(&selector(css)).next().and_then(|element| element.value().attr(name)).map(str::to_owned)
    }

    /// Where the link leads whose text or label contains this.
    pub(crate) fn link(&self, text: &str) -> Option<String> {
        let plain = |text: &str| folded(text).replace('’', "'");
        self.document()
            .select(&selector("a[href]"))
            .find(|a| {
                plain(&a.text().collect::<Vec<_>>().join(" ")).contains(&plain(text))
                    || a.value().attr("aria-label").is_some_and(|label| plain(label).contains(&plain(text)))
            })
            .and_then(|a| a.value().attr("href"))
            .map(str::to_owned)
    }

    /// Where each link leads that a selector finds.
    pub(crate) fn links(&self, css: &str) -> Vec<String> {
        let document = self.document();
        document.select(&selector(css)).filter_map(|a| a.value().attr("href")).map(str::to_owned).collect()
    }

    /// Follows such a link.
    pub(crate) async fn click(&self, text: &str, browser: &mut Browser) -> Self {
        let href = self.link(text).unwrap_or_else(|| panic!("no link “{text}” on {}:\n{}", self.path, self.text()));
        browser.open(&href).await
    }

    /// The form that holds the first element found.
    pub(crate) fn form_around(&self, css: &str) -> Form {
        let document = self.document();
        let inner = document.select(&selector(css)).next().unwrap_or_else(|| panic!("no {css} on {}", self.path));
        let form = inner.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "form");
        Form::read(form.unwrap_or_else(|| panic!("no form around {css} on {}", self.path)))
    }

    /// The form that is sent to this path (or to one that begins with it).
    pub(crate) fn form(&self, action: &str) -> Form {
        let document = self.document();
        let form = document
            .select(&selector("form"))
            .find(|form| form.value().attr("action").is_some_and(|a| a == action))
            .or_else(|| {
                document
                    .select(&selector("form"))
                    .find(|form| form.value().attr("action").is_some_and(|a| a.starts_with(action)))
            })
            .unwrap_or_else(|| panic!("no form for {action} on {}:\n{}", self.path, self.text()));
        Form::read(form)
    }
}

/// A form, filled in as the page had it.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) method: String,
    pub(crate) fields: Vec<(String, String)>,
    names: Vec<String>,
}

impl Form {
    fn read(form: ElementRef<'_>) -> Self {
        let mut fields = Vec::new();
        let mut names = Vec::new();
        for element in form.select(&selector("input, select, textarea, button")) {
            let value = element.value();
            let Some(name) = value.attr("name") else { continue };
            names.push(name.to_owned());
            match (value.name(), value.attr("type").unwrap_or("text")) {
                ("input", "checkbox" | "radio") if value.attr("checked").is_none() => {}
                ("input", "checkbox" | "radio") => {
                    fields.push((name.into(), value.attr("value").unwrap_or("on").into()));
                }
                ("input", "submit" | "file") | ("button", _) => {}
                ("input", _) => fields.push((name.into(), value.attr("value").unwrap_or_default().into())),
                ("textarea", _) => {
                    fields.push((name.into(), element.text().collect::<String>().trim_start_matches('\n').into()));
                }
                ("select", _) => {
                    let options: Vec<ElementRef<'_>> = element.select(&selector("option")).collect();
                    let chosen =
                        options.iter().find(|option| option.value().attr("selected").is_some()).or(options.first());
                    if let Some(option) = chosen {
                        fields.push((name.into(), option.value().attr("value").unwrap_or_default().into()));
                    }
                }
                _ => {}
            }
        }
        Self {
            action: form.value().attr("action").unwrap_or_default().into(),
            method: form.value().attr("method").unwrap_or("get").to_lowercase(),
            fields,
            names,
        }
    }

    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Types into a field or chooses an option; the page must have it.
    pub(crate) fn fill(mut self, name: &str, value: &str) -> Self {
        assert!(
            self.names.iter().any(|n| n == name),
            "the form for {} has no field {name}: {:?}",
            self.action,
            self.names
        );
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Ticks one more box of a name.
    pub(crate) fn tick(mut self, name: &str, value: &str) -> Self {
        assert!(self.names.iter().any(|n| n == name), "the form for {} has no box {name}", self.action);
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Clears every box of a name.
    pub(crate) fn untick(mut self, name: &str) -> Self {
        self.fields.retain(|(key, _)| key != name);
        self
    }

    /// Sends it and reads the page that follows.
    pub(crate) async fn submit(self, browser: &mut Browser) -> Page {
        self.send(browser).await.page()
    }

    /// Sends it and keeps the answer as it is, after redirects.
    pub(crate) async fn send(self, browser: &mut Browser) -> Answer {
        if self.method == "post" {
            return browser.post(&self.action, &self.fields).await;
        }
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish();
        browser.get(&format!("{}?{query}", self.action)).await
    }
}
