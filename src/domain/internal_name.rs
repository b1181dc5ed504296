//! Internal names of objects and properties: what addresses, files for machines and the trail call them by.

use super::fold::fold;

/// Most characters of one that is derived.
const MAX_CHARACTERS: usize = 60;

/// `Préférence client` becomes `preference_client`; `None` when nothing is left, as of a label in another script.
pub fn internal_name(label: &str) -> Option<String> {
    let plain: String =
        fold(label).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(MAX_CHARACTERS).collect();
    let name = plain.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    (!name.is_empty()).then_some(name)
}

/// The name itself, or with the first number that nobody has.
pub fn free_name(base: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = base.to_owned();
    let mut number = 2;
    while is_taken(&name) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_becomes_a_name_for_machines_that_nobody_has_yet() {
        assert_eq!(internal_name("Préférence  client (2)").as_deref(), Some("preference_client_2"));
        assert_eq!(internal_name("契約"), None);
        let taken = ["deals", "deals_2"];
        assert_eq!(free_name("deals", |name| taken.contains(&name)), "deals_3");
        assert_eq!(free_name("loans", |name| taken.contains(&name)), "loans");
    }
}
