//! What the arguments of `sync` and `plan` mean: names of items, or two locations.

use std::path::Path;

use syncmgr_core::Wanted;

use crate::context::Context;
use crate::error::CliError;
use crate::folder;
use crate::items::{self, Pair};
use crate::location;
use crate::options::Options;

/// What is to be synchronized.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// Two locations.
    Bare(Box<Pair>),
    /// These items, whatever their check marks.
    Named(Vec<Pair>),
    /// Every item that is checked; these are all.
    Checked(Vec<Pair>),
}

impl Targets {
    /// Finds out what `arguments` mean; `flags` win over what the configuration states.
    pub fn resolve(context: &Context, arguments: &[String], flags: &Options) -> Result<Self, CliError> {
        let locations = arguments.iter().filter(|text| location::is_location(text)).count();
        if locations > 0 {
            let [left, right] = arguments else { return Err(not_two(arguments)) };
            if locations != 2 {
                return Err(mixed(arguments));
            }
            let options = flags.clone().over(context.config()?.defaults());
            return Pair::of_locations(left, right, options).map(|pair| Self::Bare(Box::new(pair)));
        }
        let mut pairs = context.pairs()?;
        for pair in &mut pairs {
            pair.options = flags.clone().over(&pair.options);
        }
        if arguments.is_empty() {
            return Ok(Self::Checked(pairs));
        }
        let mut named: Vec<Pair> = Vec::new();
        for name in arguments {
            let pair = items::find(&pairs, name).map_err(|error| with_folders(error, arguments))?;
            if !named.iter().any(|known| known.id == pair.id) {
                named.push(pair.clone());
            }
        }
        Ok(Self::Named(named))
    }
}

/// `pair` as something that a session is asked for.
pub fn wanted(pair: &Pair) -> Wanted {
    Wanted { item: pair.id, name: pair.name.clone(), handler: folder::CLSID }
}

/// Says so when folders beside the user were written like names, as in `syncmgr sync a b`.
fn with_folders(error: CliError, arguments: &[String]) -> CliError {
    if !arguments.iter().any(|name| Path::new(name).is_dir()) {
        return error;
    }
    let locations: Vec<_> = arguments.iter().map(|name| format!("./{name}")).collect();
    error.hint(format!("folders are written with a slash, names without: {}", locations.join(" ")))
}

fn not_two(arguments: &[String]) -> CliError {
    if arguments.iter().any(|text| !location::is_location(text)) {
        return mixed(arguments);
    }
    match arguments {
        [one] => CliError::usage(format!("there is only one location: {one}"))
            .hint(format!("name the folder that it is to be synchronized with: syncmgr sync {one} OTHER")),
        more => CliError::usage(format!("there are {} locations, two make a pair", more.len()))
            .hint("synchronize three folders in pairs: A with B, then B with C"),
    }
}

fn mixed(arguments: &[String]) -> CliError {
    let error = CliError::usage("these are names of items and locations together");
    match arguments.iter().find(|text| !location::is_location(text)) {
        Some(name) => error
            .hint(format!("`{name}` is a name; a folder beside you is written with a slash: ./{name}"))
            .hint("give either names of items or two locations"),
        None => error,
    }
}
