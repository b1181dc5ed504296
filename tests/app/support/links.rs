//! The links of mails, made from their rows as the mail job makes them.

use waybill::db::access_links::{self, AccessLink, LinkKind};
use waybill::db::users;
use waybill::domain::user::User;

use super::TestApp;
use super::app::address_of;

impl TestApp {
    /// A user by name.
    pub(crate) async fn named(&self, name: &str) -> User {
        let email = address_of(name);
        self.app.db.read(move |c| users::find_for_sign_in(c, &email)).await.unwrap().unwrap().0
    }

    /// Every link of one kind that a user was sent, oldest first, with the address it was mailed to.
    pub(crate) async fn links(&self, kind: LinkKind, name: &str) -> Vec<(AccessLink, Option<String>)> {
        let id = self.named(name).await.id;
        let all = self
            .app
            .db
            .read(|c| {
                (1..100)
                    .map(|id| Ok((access_links::find(c, id)?, access_links::mailed_to(c, id)?)))
                    .collect::<Result<Vec<_>, _>>()
            })
            .await
            .unwrap();
        all.into_iter()
            .filter_map(|(link, to)| Some((link?, to)))
            .filter(|(link, _)| link.kind == kind && link.user_id == id)
            .collect()
    }

    /// The path of the newest such link.
    pub(crate) async fn newest_link(&self, kind: LinkKind, name: &str) -> String {
        let (link, to) = self.links(kind, name).await.pop().expect("a link");
        assert_eq!(to, Some(address_of(name)), "the link was mailed");
        self.path_of(&link)
    }

    /// The path of a link.
    pub(crate) fn path_of(&self, link: &AccessLink) -> String {
        format!("/{}/{}", link.kind.as_str(), access_links::token(&self.app.config.secret_key, link))
    }
}
