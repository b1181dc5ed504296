//! Static files, compiled in. Each URL carries the hash of its content, so a browser may keep the file for ever.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// What a browser may do with a file whose URL changes whenever its content does.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The files there are; a name that is not here does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The one stylesheet.
    Stylesheet,
    /// The one script.
    Script,
    /// The mark.
    Favicon,
}

/// One static file, ready to be sent with [`CACHE_CONTROL`].
#[derive(Debug)]
pub struct Asset {
    /// `/static/app.0123456789ab.css`
    pub url: String,
    /// What it is.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

/// The URL under which a page asks for the file.
#[must_use]
pub fn url(name: Name) -> &'static str {
    let [stylesheet, script, favicon] = &*ASSETS;
    match name {
        Name::Stylesheet => &stylesheet.url,
        Name::Script => &script.url,
        Name::Favicon => &favicon.url,
    }
}

/// The file at a whole request path. An old hash finds nothing: its page is older than this program.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.url == path)
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset("app", "css", "text/css; charset=utf-8", include_bytes!("../../static/app.css")),
        asset("app", "js", "text/javascript; charset=utf-8", include_bytes!("../../static/app.js")),
        asset("favicon", "svg", "image/svg+xml", include_bytes!("../../static/favicon.svg")),
    ]
});

fn asset(stem: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash = crate::secret::hex(&Sha256::digest(bytes)[..6]);
    Asset { url: format!("/static/{stem}.{hash}.{extension}"), content_type, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_the_url_that_pages_use() {
        let css = find(url(Name::Stylesheet)).unwrap();
        assert_eq!(css.content_type, "text/css; charset=utf-8");
        assert!(css.bytes.starts_with(b"/* Waybill."));
    }

    #[test]
    fn the_url_carries_twelve_hexadecimal_digits_of_the_content() {
        let hash = url(Name::Script).trim_start_matches("/static/app.").trim_end_matches(".js");
        assert_eq!(hash.len(), 12);
        assert!(hash.bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn a_plain_or_outdated_name_finds_nothing() {
        for path in ["/static/app.css", "/static/app.000000000000.css", "/static/../Cargo.toml", ""] {
            assert!(find(path).is_none(), "{path}");
        }
    }
}
