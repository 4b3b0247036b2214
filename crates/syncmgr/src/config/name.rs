//! What an item may be called.

use syncmgr_proto::Guid;

use crate::error::CliError;

/// Refuses names that could be taken for a location, an id, an option or `NAME@HANDLER`.
pub fn check_name(name: &str) -> Result<(), CliError> {
    let reason = match name {
        "" => "a name cannot be empty",
        _ if name.contains(['/', '\\']) => "a name contains no `/` and no `\\`: these are for locations",
        _ if name.starts_with(['.', '~']) => "a name does not begin with `.` or `~`: these are for locations",
        _ if name.starts_with('-') => "a name does not begin with `-`: this is for options",
        _ if name.contains('@') => "a name contains no `@`: NAME@HANDLER tells items of one name apart",
        _ if name.contains(char::is_control) => "a name contains no control characters",
        _ if name.trim() != name => "a name neither begins nor ends with blanks",
        _ if name.parse::<Guid>().is_ok() => "a name is no id",
        _ => return Ok(()),
    };
    Err(CliError::usage(format!("`{name}` cannot be the name of an item: {reason}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_locations_ids_and_options() {
        for name in ["docs", "Fotos 2026", "漢字", "a.b", "a-b"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", "a/b", "a\\b", ".a", "~a", "-a", "a@b", "a\nb", " a", "6295df27-35ee-11d1-8707-00c04fd93327"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
