//! What a row of an import may do (R53).

/// What a row may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Every row becomes a new record.
    #[default]
    Create,
    /// A row whose key no record has becomes a new record; the others are skipped.
    CreateNew,
    /// A row changes the record that has its key; the others are skipped.
    Update,
    /// A row changes the record that has its key, or becomes a new one.
    Upsert,
}

impl Mode {
    /// Every mode, in the order in which forms offer them.
    pub const ALL: [Self; 4] = [Self::Create, Self::Upsert, Self::CreateNew, Self::Update];

    /// The name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::CreateNew => "new",
            Self::Update => "update",
            Self::Upsert => "upsert",
        }
    }

    /// Reads the name in forms.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }

    /// Whether rows are matched with records by a key.
    pub fn matches_records(self) -> bool {
        self != Self::Create
    }

    /// Whether a row may change a record that is there.
    pub fn changes_records(self) -> bool {
        matches!(self, Self::Update | Self::Upsert)
    }

    /// Whether a row may become a new record.
    pub fn adds_records(self) -> bool {
        self != Self::Update
    }
}
