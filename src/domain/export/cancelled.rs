//! Why an export was cancelled (R5, R22).

/// Why an export, an import or a bulk action was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelReason {
    /// Somebody who may asked for it (R22).
    Asked,
    /// Whoever it belongs to lost the right or the sign-in (R5).
    Rights,
}

impl CancelReason {
    /// The stored text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Rights => "rights",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Self {
        if text == Self::Rights.as_str() { Self::Rights } else { Self::Asked }
    }
}

/// The right that is missing for an export or its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The sign-in.
    SignIn,
    /// The right to export.
    Export,
    /// The right to view records: what cannot be viewed cannot be exported either.
    View,
    /// The object: the user is limited to others now (R6).
    Object,
    /// Rows of the log: the export holds some that the user's own log does not show (R1, R2).
    Log,
    /// The right to sensitive data, and the export has some, or is filtered or sorted by some (R8).
    Sensitive,
}

impl Lost {
    /// Every right.
    pub const ALL: [Self; 6] = [Self::SignIn, Self::Export, Self::View, Self::Object, Self::Log, Self::Sensitive];

    /// The stored text form, also the word in the trail.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Export => "export",
            Self::View => "view",
            Self::Object => "object",
            Self::Log => "log",
            Self::Sensitive => "sensitive",
        }
    }

    /// Reads the stored text form.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lost| lost.as_str() == text)
    }
}
