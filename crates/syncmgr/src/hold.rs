//! Items on hold: pairs of folders in the configuration, all others in the manager's memory.

use std::collections::BTreeSet;

use syncmgr_core::Store;
use syncmgr_core::store::Hold;
use syncmgr_proto::ItemId;

use crate::config::{Editor, Paused};
use crate::context::Context;
use crate::error::CliError;
use crate::items::{self, Pair};
use crate::{folder, listing};

/// The items on hold, by the configuration and by what is remembered.
pub fn paused(history: Option<&Store>, pairs: &[Pair]) -> Result<BTreeSet<ItemId>, CliError> {
    let mut paused = history.map(Store::paused).transpose()?.unwrap_or_default();
    paused.extend(pairs.iter().filter(|pair| pair.paused).map(|pair| pair.id));
    Ok(paused)
}

/// Puts items on hold or lets them take part again, all or none of them.
pub fn set(context: &Context, names: &[String], hold: Hold) -> Result<(), CliError> {
    let file = context.config_file()?;
    let mut editor = Editor::open(&file)?;
    let pairs = items::all(&editor.config()?, &file)?;
    let mut others = Vec::new();
    for name in names {
        match items::find(&pairs, name) {
            Ok(pair) => editor.set_paused(&pair.name, in_configuration(hold)),
            Err(_) => others.push(name.clone()),
        }
    }
    if !others.is_empty() {
        let remembered = set_others(context, &others, &pairs, hold, &mut editor)?;
        if !remembered.is_empty() {
            context.store()?.set_hold(remembered, hold)?;
        }
    }
    editor.save()
}

/// Names that are not simply those of pairs: the handlers are asked. Returns the items of other handlers than folders.
fn set_others(
    context: &Context,
    names: &[String],
    pairs: &[Pair],
    hold: Hold,
    editor: &mut Editor,
) -> Result<Vec<ItemId>, CliError> {
    let offers = listing::offers(context, context.history()?)?;
    let mut remembered = Vec::new();
    for entry in offers.find(names)? {
        match pairs.iter().find(|pair| entry.handler == folder::CLSID && pair.id == entry.info.id) {
            Some(pair) => editor.set_paused(&pair.name, in_configuration(hold)),
            None => remembered.push(entry.info.id),
        }
    }
    Ok(remembered)
}

const fn in_configuration(hold: Hold) -> Paused {
    match hold {
        Hold::Paused => Paused::Yes,
        Hold::Active => Paused::No,
    }
}
