use super::*;
use crate::clock::Clock;
use crate::config::Config;

fn app(folder: &std::path::Path) -> App {
    let mut config = Config::read(folder, |_| None).unwrap();
    config.password_cost_kib = 64;
    App::build(config, Clock::system()).unwrap()
}

fn asked(organisation: Option<&str>) -> Create {
    Create { name: "Ada".into(), email: "ada@halle.example".into(), organisation: organisation.map(str::to_owned) }
}

#[test]
fn a_new_installation_gets_its_name_and_its_first_super_admin() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path());
    assert!(check(&asked(None), &app).unwrap_err().to_string().contains("--organisation"));
    check(&asked(Some("Halle")), &app).unwrap();
    assert!(create(&app, "Ada", "ada@halle.example", Some("Halle"), "short").is_err());
    create(&app, "Ada", "ada@halle.example", Some("Halle"), "correct horse battery").unwrap();
    let (user, hash) = app.db.read_now(|c| users::find_for_sign_in(c, "ada@halle.example")).unwrap().unwrap();
    assert!(user.rights.super_admin && user.is_active() && hash.unwrap().starts_with("$argon2id$"));
    assert!(check(&asked(Some("Halle")), &app).is_err());
    let again = create(&app, "Ada", "ADA@halle.example", None, "correct horse battery").unwrap_err();
    assert!(again.to_string().contains("already"));
    create(&app, "Bob", "bob@halle.example", None, "correct horse battery").unwrap();
    assert_eq!(app.db.read_now(|c| audit::count(c, Action::UserCreated)).unwrap(), 1);
}
