//! The icons of the interface: Lucide drawings, taken from a crate and written inline.

use askama::filters::HtmlSafe;
use askama::{FastWritable, Values};
use std::fmt;

macro_rules! icons {
    ($($variant:ident $method:ident $drawing:ident,)*) => {
        /// Exactly the icons in use.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum IconName { $($variant),* }

        impl IconName {
            #[cfg(test)]
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            fn drawing(self) -> &'static str {
                match self { $(Self::$variant => icondata_lu::$drawing.data),* }
            }
        }

        /// The same by method, for templates: `page.icons.bell()`.
        #[derive(Debug, Clone, Copy, Default)]
        pub struct Icons;

        #[allow(dead_code, reason = "some icons are named by handlers alone, some by templates alone")]
        impl Icons {
            $(#[must_use] pub fn $method(self) -> Icon { icon(IconName::$variant) })*
        }
    };
}

icons! {
    Ban ban LuBan,
    Bell bell LuBell,
    Box package LuPackage,
    CalendarX calendar_x LuCalendarX,
    Check check LuCheck,
    CheckCircle check_circle LuCircleCheck,
    ChevronDown chevron_down LuChevronDown,
    ChevronLeft chevron_left LuChevronLeft,
    ChevronRight chevron_right LuChevronRight,
    ArrowDown arrow_down LuArrowDown,
    ArrowUp arrow_up LuArrowUp,
    AlertCircle alert_circle LuCircleAlert,
    Clock clock LuClock,
    Columns columns LuColumns3,
    Download download LuDownload,
    File file LuFileText,
    Filter filter LuListFilter,
    Hourglass hourglass LuHourglass,
    Info info LuInfo,
    Layers layers LuLayers,
    Lock lock LuLock,
    Mail mail LuMail,
    Menu menu LuMenu,
    Pencil pencil LuPencil,
    Plus plus LuPlus,
    Search search LuSearch,
    SearchX search_x LuFileSearch,
    Settings settings LuSettings,
    Shield shield LuShield,
    ShieldAlert shield_alert LuShieldAlert,
    SignOut sign_out LuLogOut,
    Spinner spinner LuLoaderCircle,
    Table table LuTable2,
    Trash trash LuTrash2,
    Undo undo LuRotateCcw,
    Upload upload LuUpload,
    User user LuUser,
    UserPlus user_plus LuUserPlus,
    Users users LuUsers,
    Warning warning LuTriangleAlert,
    X x LuX,
}

/// One drawing; in a template it writes itself. Always hidden from screen readers: the words stand beside it.
#[derive(Debug, Clone, Copy)]
pub struct Icon {
    name: IconName,
    large: bool,
    spinning: bool,
}

/// An icon in the size of the text around it.
#[must_use]
pub fn icon(name: IconName) -> Icon {
    Icon { name, large: false, spinning: false }
}

impl Icon {
    /// 20 px instead of 16.
    #[must_use]
    pub fn large(self) -> Self {
        Self { large: true, ..self }
    }

    /// Turns, unless the visitor asked for less motion.
    #[must_use]
    pub fn spin(self) -> Self {
        Self { spinning: true, ..self }
    }
}

impl Icon {
    /// Its markup, in pieces.
    pub(super) fn markup(self) -> [&'static str; 6] {
        [
            "<svg class=\"i",
            if self.large { " i-lg" } else { "" },
            if self.spinning { " spin" } else { "" },
            // The stroke of 1.75 is set by the class `i`.
            "\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">",
            self.name.drawing(),
            "</svg>",
        ]
    }

    fn write(self, to: &mut dyn fmt::Write) -> fmt::Result {
        self.markup().into_iter().try_for_each(|piece| to.write_str(piece))
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FastWritable for Icon {
    fn write_into(&self, to: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(to)?)
    }
}

// The drawings are constants of a crate and hold nothing that a visitor typed.
impl HtmlSafe for Icon {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_is_one_hidden_svg_without_script_or_style() {
        for name in IconName::ALL {
            let svg = icon(*name).to_string();
            assert!(svg.starts_with("<svg class=\"i\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"), "{svg}");
            assert!(svg.ends_with("</svg>"));
            for bad in ["<script", "style=", "href", " on", "stroke="] {
                assert!(!svg.contains(bad), "{name:?} holds {bad}");
            }
        }
    }

    #[test]
    fn size_and_spin_are_classes() {
        assert!(icon(IconName::Spinner).large().spin().to_string().starts_with("<svg class=\"i i-lg spin\""));
    }
}
