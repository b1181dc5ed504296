//! The words of the audit trail: every action that leaves a line.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::viewer::Actor;

macro_rules! actions {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal),+ $(,)?) => {
        /// What happened, in the past tense of the trail. The text form is stored and never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[doc = $doc])* $name),+ }

        impl Action {
            /// Every action, for tests and for the inventory.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stored text form.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

actions! {
    /// The first super admin was created (R60).
    AccountSetUp = "account.set_up",
    /// Somebody signed in.
    SignedIn = "session.signed_in",
    /// A wrong pair of address and password.
    SignInRefused = "session.refused",
    /// Too many wrong pairs (R61).
    SignInPaused = "session.paused",
    /// Somebody signed out.
    SignedOut = "session.signed_out",
    /// A session was ended by its owner from another one, or because rights or the password changed.
    SessionsEnded = "session.ended",
    /// A request was refused for its origin or token.
    RequestRefused = "request.refused",
    /// A page was refused for a missing right.
    AccessRefused = "access.refused",
    /// A user was invited.
    UserInvited = "user.invited",
    /// An invitation was sent again.
    InvitationResent = "user.invitation_resent",
    /// An invitation was accepted.
    InvitationAccepted = "user.invitation_accepted",
    /// A super admin was made on the command line.
    UserCreated = "user.created",
    /// Rights were changed.
    RightsChanged = "user.rights_changed",
    /// Sign-in was taken away.
    UserDeactivated = "user.deactivated",
    /// Sign-in was given back.
    UserReactivated = "user.reactivated",
    /// Name, language, time zone or theme were changed.
    ProfileChanged = "user.profile_changed",
    /// A reset was asked for.
    PasswordResetAsked = "user.password_reset_asked",
    /// A password was set by link or in the profile.
    PasswordChanged = "user.password_changed",
    /// A personal threshold was set or turned off (R10).
    ThresholdChanged = "threshold.changed",
    /// The hold was changed (R16).
    HoldChanged = "hold.changed",
    /// An own object was made (R50).
    ObjectAdded = "object.added",
    /// An own object was renamed.
    ObjectRenamed = "object.renamed",
    /// An own object was put away.
    ObjectArchived = "object.archived",
    /// An own object was brought back.
    ObjectRestored = "object.restored",
    /// What search reads of an object was derived anew.
    SearchDerived = "object.search_derived",
    /// A property was made (R50).
    PropertyAdded = "property.added",
    /// A property was changed.
    PropertyChanged = "property.changed",
    /// A property was put away.
    PropertyArchived = "property.archived",
    /// A property was brought back.
    PropertyRestored = "property.restored",
    /// The index of a property was built.
    PropertyIndexed = "property.indexed",
    /// An import was requested.
    ImportRequested = "import.requested",
    /// A worker took an import.
    ImportStarted = "import.started",
    /// An import came to its end.
    ImportFinished = "import.finished",
    /// An import could not go on.
    ImportFailed = "import.failed",
    /// An import was cancelled.
    ImportCancelled = "import.cancelled",
    /// Somebody asked for an import to be undone.
    ImportUndoRequested = "import.undo_requested",
    /// An import was undone.
    ImportUndone = "import.undone",
    /// An import could not be undone to its end.
    ImportUndoFailed = "import.undo_failed",
    /// An export was requested.
    ExportRequested = "export.requested",
    /// Super admins were told of a large export (R12).
    ExportNotified = "export.notified",
    /// A held export was let go (R16).
    ExportReleased = "export.released",
    /// A worker took an export.
    ExportStarted = "export.started",
    /// A file was published.
    ExportFinished = "export.finished",
    /// An export could not go on.
    ExportFailed = "export.failed",
    /// An export was cancelled.
    ExportCancelled = "export.cancelled",
    /// The file's 30 days were over and it was deleted (R23).
    ExportExpired = "export.expired",
    /// A file was deleted before its time (R28).
    ExportDeleted = "export.deleted",
    /// A download began; its row was committed before its first byte (R40).
    DownloadStarted = "download.started",
    /// Every byte was handed over.
    DownloadFinished = "download.finished",
    /// The connection ended early, or rights were taken away on the way.
    DownloadBrokenOff = "download.broken_off",
    /// A try that got no byte (R45).
    DownloadRefused = "download.refused",
    /// A view was saved under a name (R52).
    ViewCreated = "view.created",
    /// What a view shows was changed.
    ViewSaved = "view.saved",
    /// A view was given another name.
    ViewRenamed = "view.renamed",
    /// A view was shared with all, or made private again.
    ViewShared = "view.shared",
    /// A view was deleted.
    ViewDeleted = "view.deleted",
    /// A segment was made (R52).
    SegmentCreated = "segment.created",
    /// The filter of a segment was changed.
    SegmentSaved = "segment.saved",
    /// A segment was given another name.
    SegmentRenamed = "segment.renamed",
    /// A segment was shared with all, or made private again.
    SegmentShared = "segment.shared",
    /// A segment was deleted.
    SegmentDeleted = "segment.deleted",
    /// Records were added to a static segment.
    MembersAdded = "segment.members_added",
    /// Records were removed from a static segment.
    MembersRemoved = "segment.members_removed",
    /// A record was made by hand (R54).
    RecordCreated = "record.created",
    /// Values of a record were changed by hand (R54).
    RecordChanged = "record.changed",
    /// One property of many records was changed.
    RecordsEdited = "records.edited",
    /// Records were deleted.
    RecordsDeleted = "records.deleted",
    /// A change of many records was asked for, to be done in the background.
    BulkActionRequested = "bulk_action.requested",
    /// A worker took a bulk action.
    BulkActionStarted = "bulk_action.started",
    /// A bulk action came to its end.
    BulkActionFinished = "bulk_action.finished",
    /// A bulk action could not go on.
    BulkActionFailed = "bulk_action.failed",
    /// A bulk action was cancelled.
    BulkActionCancelled = "bulk_action.cancelled",
    /// A mail was given up.
    MailFailed = "mail.failed",
    /// A mail is tried again on request.
    MailRetried = "mail.retried",
}

/// What the line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A user.
    User(i64),
    /// An export.
    Export(i64),
    /// An import.
    Import(i64),
    /// A change of many records in the background.
    BulkAction(i64),
    /// A mail of the outbox.
    Mail(i64),
    /// A view.
    View(i64),
    /// A segment.
    Segment(i64),
    /// A record.
    Record(i64),
    /// An object.
    Object(i64),
    /// A property of an object.
    Property(i64),
    /// The installation.
    Account,
}

impl Subject {
    /// The stored kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Export(_) => "export",
            Self::Import(_) => "import",
            Self::BulkAction(_) => "bulk_action",
            Self::Mail(_) => "mail",
            Self::View(_) => "view",
            Self::Segment(_) => "segment",
            Self::Record(_) => "record",
            Self::Object(_) => "object",
            Self::Property(_) => "property",
            Self::Account => "account",
        }
    }

    /// The stored key; the installation has none.
    pub fn id(self) -> Option<i64> {
        match self {
            Self::User(id)
            | Self::Export(id)
            | Self::Import(id)
            | Self::BulkAction(id)
            | Self::Mail(id)
            | Self::View(id)
            | Self::Segment(id)
            | Self::Record(id)
            | Self::Object(id)
            | Self::Property(id) => Some(id),
            Self::Account => None,
        }
    }
}

/// One line of the trail, to be written in the transaction that it tells of.
#[derive(Debug, Clone)]
pub struct Event {
    /// What happened.
    pub action: Action,
    /// By whom and from where.
    pub actor: Actor,
    /// To what.
    pub subject: Option<Subject>,
    /// Facts worth keeping: counts, before and after, reasons. Never a record's value, a password or a token.
    pub detail: Value,
    /// When.
    pub at: DateTime<Utc>,
}

impl Event {
    /// A line without further facts.
    pub fn new(action: Action, actor: Actor, at: DateTime<Utc>) -> Self {
        Self { action, actor, subject: None, detail: Value::Object(serde_json::Map::new()), at }
    }

    /// Names what it is about.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Adds the facts, a JSON object.
    #[must_use]
    pub fn with(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_text() {
        let texts: std::collections::HashSet<_> = Action::ALL.iter().map(|a| a.as_str()).collect();
        assert_eq!(texts.len(), Action::ALL.len());
    }
}
