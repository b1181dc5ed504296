//! The four people of the demo, and whom they work for (R70).

use chrono_tz::Tz;

use crate::domain::lang::Lang;
use crate::domain::user::Rights;

/// The organisation.
pub const ORGANISATION: &str = "Halle Logistics";

/// One who can sign in to the demo. The password is made at random for each demo folder.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Full name.
    pub name: &'static str,
    /// Address to sign in with.
    pub email: &'static str,
    /// Language of pages and mails.
    pub lang: Lang,
    /// Time zone of all times shown.
    pub zone: Tz,
    /// What they may do.
    pub rights: Rights,
    /// A super admin's own large-export threshold (R10).
    pub threshold: Option<u32>,
}

/// Place of Camille in [`PEOPLE`]: a super admin who reads French and is told of all that is at all large.
pub const CAMILLE: usize = 0;
/// Place of Tomasz: a super admin who is told of the very largest only.
pub const TOMASZ: usize = 1;
/// Place of Aoife: exports and imports, sees no sensitive values and nobody else's exports.
pub const AOIFE: usize = 2;
/// Place of Thảo: works with records and may not export; the log is closed to her (R3).
pub const THAO: usize = 3;

/// Everybody.
pub const PEOPLE: [Member; 4] = [
    Member {
        name: "Camille Lefèvre",
        email: "camille.lefevre@halle-logistics.example",
        lang: Lang::Fr,
        zone: Tz::Europe__Paris,
        rights: Rights::SUPER_ADMIN,
        threshold: Some(50_000),
    },
    Member {
        name: "Tomasz Wójcik",
        email: "tomasz.wojcik@halle-logistics.example",
        lang: Lang::En,
        zone: Tz::Europe__Warsaw,
        rights: Rights::SUPER_ADMIN,
        threshold: Some(275_000),
    },
    Member {
        name: "Aoife Ní Dhomhnaill",
        email: "aoife.nidhomhnaill@halle-logistics.example",
        lang: Lang::En,
        zone: Tz::Europe__Dublin,
        rights: Rights { super_admin: false, view: true, edit: true, import: true, export: true, sensitive: false },
        threshold: None,
    },
    Member {
        name: "Nguyễn Thị Phương Thảo",
        email: "thao.nguyen@halle-logistics.example",
        lang: Lang::En,
        zone: Tz::Europe__Paris,
        rights: Rights { super_admin: false, view: true, edit: true, import: false, export: false, sensitive: false },
        threshold: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::threshold::Threshold;

    #[test]
    fn only_super_admins_have_a_threshold_and_it_can_be_set() {
        for person in PEOPLE {
            assert_eq!(person.threshold.is_some(), person.rights.super_admin, "{}", person.name);
            assert!(person.threshold.is_none_or(|records| Threshold::new(records).is_some()));
        }
    }

    #[test]
    fn there_is_one_exporter_and_one_who_may_not_export() {
        assert!(PEOPLE[AOIFE].rights.may_export() && !PEOPLE[AOIFE].rights.super_admin);
        assert!(!PEOPLE[THAO].rights.may_export() && PEOPLE[THAO].rights.may_view());
    }
}
