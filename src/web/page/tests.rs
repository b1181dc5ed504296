use super::*;
use crate::domain::lang::Lang;
use crate::web::field_errors::FieldErrors;

fn page() -> Page {
    Page::for_visitor(Locale::new(Lang::En, chrono_tz::UTC), Theme::System, "Import & Export")
}

fn viewer() -> PageViewer {
    PageViewer {
        name: "Bob".into(),
        email: "bob@example.org".into(),
        id: 2,
        may_view: false,
        may_import: false,
        may_export: false,
        is_super_admin: false,
    }
}

fn menu(viewer: PageViewer) -> Vec<&'static str> {
    let page = Page { viewer: Some(viewer), ..page() };
    page.settings_groups().iter().flat_map(|group| group.links.iter().map(|link| link.url)).collect()
}

#[test]
fn a_stranger_has_no_settings_menu() {
    assert!(page().settings_groups().is_empty());
    assert_eq!(page().settings_url(), "/sign-in");
}

#[test]
fn a_member_without_rights_sees_only_their_own_preferences() {
    assert_eq!(menu(viewer()), ["/settings/profile", "/settings/sessions", "/notifications"]);
}

#[test]
fn an_exporter_sees_import_and_export_too() {
    assert_eq!(menu(PageViewer { may_export: true, ..viewer() }).last(), Some(&"/settings/import-export"));
}

#[test]
fn someone_who_may_only_import_is_led_past_the_log_they_may_not_see() {
    assert_eq!(menu(PageViewer { may_import: true, ..viewer() }).last(), Some(&"/settings/imports"));
}

#[test]
fn someone_who_may_only_look_at_records_finds_their_bulk_actions() {
    assert_eq!(menu(PageViewer { may_view: true, ..viewer() }).last(), Some(&"/settings/bulk-actions"));
    // For others they are a tab of Import & Export.
    let importer = PageViewer { may_view: true, may_import: true, ..viewer() };
    assert_eq!(menu(importer.clone()).last(), Some(&"/settings/imports"));
    let page = Page { viewer: Some(importer), settings: Some(SettingsEntry::BulkActions), ..page() };
    let groups = page.settings_groups();
    let current: Vec<&str> =
        groups.iter().flat_map(|group| &group.links).filter(|link| link.current).map(|link| link.url).collect();
    assert_eq!(current, ["/settings/imports"]);
}

#[test]
fn a_super_admin_sees_everything() {
    assert_eq!(menu(PageViewer { is_super_admin: true, ..viewer() }).len(), 7);
}

#[test]
fn the_title_of_a_page_with_errors_begins_with_the_error() {
    let mut page = page();
    assert_eq!(page.document_title(), "Import & Export · Waybill");
    let errors = FieldErrors::one("threshold", page.say("ie-threshold-err-max").with("max", "275,000"));
    page.banner = Banner::of_errors(page.locale, &errors);
    assert_eq!(page.document_title(), "Error: Import & Export · Waybill");
}

#[test]
fn objects_that_do_not_fit_go_to_more() {
    let link = NavLink { label: "Contacts".into(), url: "/records/contacts".into(), current: false };
    for (objects, in_bar, in_wide_bar, in_more) in
        [(8, 4, 2, 2), (6, 4, 2, 0), (5, 4, 1, 0), (4, 4, 0, 0), (1, 1, 0, 0)]
    {
        let page = Page { objects: vec![link.clone(); objects], ..page() };
        assert_eq!(page.objects_in_bar().len(), in_bar, "of {objects}");
        assert_eq!(page.objects_in_wide_bar().len(), in_wide_bar, "of {objects}");
        assert_eq!(page.objects_in_more().len(), in_more, "of {objects}");
    }
}

#[test]
fn a_forced_theme_is_an_attribute_and_the_systems_is_none() {
    assert_eq!(page().theme_attr().to_string(), "");
    assert_eq!(Page { theme: Theme::from_text("dark"), ..page() }.theme_attr().to_string(), " data-theme=\"dark\"");
}
