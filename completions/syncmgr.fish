# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_syncmgr_global_optspecs
    string join \n config= state-dir= json q/quiet v/verbose color= h/help V/version
end

function __fish_syncmgr_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_syncmgr_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_syncmgr_using_subcommand
    set -l cmd (__fish_syncmgr_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c syncmgr -n "__fish_syncmgr_needs_command" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_needs_command" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_needs_command" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_needs_command" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s V -l version -d 'Print version'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "sync" -d 'Synchronize a pair of folders, or items'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "plan" -d 'Show what `sync` would do, and change nothing'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "undo" -d 'Take back what a session did'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "trash" -d 'Look into the trash, put versions back, or empty it'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "conflicts" -d 'List conflicts, look at one, decide'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "status" -d 'Show what runs, what failed, what waits and what is overdue'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "log" -d 'Show the sessions, or everything about one'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "why" -d 'Say what would be done with a path, and why'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "list" -d 'List the items under their handlers, with check marks, last results and next runs'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "add" -d 'Give a pair of folders a name'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "remove" -d 'Forget an item; its folders stay as they are'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "rename" -d 'Give an item another name'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "show" -d 'Show an item: its id, its folders or its handler, what is stated for it, when it runs'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "handler" -d 'Register handlers: modules and programs that synchronize other things than folders'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "properties" -d 'Have a handler show the properties of an item, or of itself'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "schedule" -d 'Set when an item runs by itself'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "trigger" -d 'Set which events an item runs at'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "fire" -d 'Run what waits for an event, as if it had happened now'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "serve" -d 'Run items by themselves: schedules, idle time, and what other commands ask for'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "skip" -d 'Skip an item of a session that runs'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "stop" -d 'Stop what runs: what is in flight is finished'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "errors" -d 'List the messages of handlers, have one shown, or clear them'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "check" -d 'Check items: they take part in runs of that kind'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "uncheck" -d 'Uncheck items: they take no part in runs of that kind'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "pause" -d 'Leave items out of runs until they are resumed'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "resume" -d 'Take paused items into runs again'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l mode -d 'Which way changes travel [default: two-way]' -r -f -a "two-way\t'Changes travel both ways'
left-to-right\t'Copies and updates the right, deletes nothing'
right-to-left\t'Copies and updates the left, deletes nothing'
mirror-left\t'Makes the left exactly what the right is'
mirror-right\t'Makes the right exactly what the left is'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l conflict -d 'What to do where both sides changed differently [default: ask]' -r -f -a "ask\t'Leaves both sides as they are and lists the conflict'
keep-both\t'Both versions end on both sides, the right one as NAME.conflict-right-TIME.EXT'
newer\t'The later modification wins'
older\t'The earlier modification wins'
larger\t'The longer version wins'
left\t'The left version wins'
right\t'The right version wins'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l exclude -d 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l include -d 'Synchronize what matches PATTERN although it is excluded' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l exclude-from -d 'Leave alone what matches a pattern in FILE' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l max-delete -d 'Stop before deleting and overwriting more than this on one side [default: 50%, from 20 entries on]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l links -d 'How symbolic links are treated [default: keep]' -r -f -a "keep\t'A link stays a link'
follow\t'What the link points to takes its place'
skip\t'Links are left alone'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l trash-keep -d 'Keep replaced and deleted versions for so many days [default: 30]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l bwlimit -d 'Transfer at most RATE bytes a second (like 512k or 10M) [default: no limit]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l jobs -d 'Copy and compare at most N files at once [default: one for each core, 8 at most]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -s n -l dry-run -d 'Only show what would be done'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l approve -d 'Go through the safety guard once, for exactly the plan that it showed'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l error-on-no-change -d 'End with exit code 9 when there was nothing to do'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l checksum -d 'Compare contents, do not trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-checksum -d 'Trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l perms -d 'Permissions travel (default; --no-perms turns it off, likewise the others)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-perms -d 'Permissions do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l owner -d 'Owner and group travel (default for root)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-owner -d 'Owner and group do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l xattrs -d 'Extended attributes travel (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-xattrs -d 'Extended attributes do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l acls -d 'Access control lists travel (default for root)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-acls -d 'Access control lists do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l hard-links -d 'Hard links stay joined (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-hard-links -d 'Hard links become files of their own'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l times -d 'Modification times travel (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-times -d 'Modification times do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l trash -d 'Keep replaced and deleted versions (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l no-trash -d 'Keep no replaced and deleted versions; `undo` cannot put them back'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l mode -d 'Which way changes travel [default: two-way]' -r -f -a "two-way\t'Changes travel both ways'
left-to-right\t'Copies and updates the right, deletes nothing'
right-to-left\t'Copies and updates the left, deletes nothing'
mirror-left\t'Makes the left exactly what the right is'
mirror-right\t'Makes the right exactly what the left is'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l conflict -d 'What to do where both sides changed differently [default: ask]' -r -f -a "ask\t'Leaves both sides as they are and lists the conflict'
keep-both\t'Both versions end on both sides, the right one as NAME.conflict-right-TIME.EXT'
newer\t'The later modification wins'
older\t'The earlier modification wins'
larger\t'The longer version wins'
left\t'The left version wins'
right\t'The right version wins'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l exclude -d 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l include -d 'Synchronize what matches PATTERN although it is excluded' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l exclude-from -d 'Leave alone what matches a pattern in FILE' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l max-delete -d 'Stop before deleting and overwriting more than this on one side [default: 50%, from 20 entries on]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l links -d 'How symbolic links are treated [default: keep]' -r -f -a "keep\t'A link stays a link'
follow\t'What the link points to takes its place'
skip\t'Links are left alone'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l trash-keep -d 'Keep replaced and deleted versions for so many days [default: 30]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l bwlimit -d 'Transfer at most RATE bytes a second (like 512k or 10M) [default: no limit]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l jobs -d 'Copy and compare at most N files at once [default: one for each core, 8 at most]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l approve -d 'Go through the safety guard once, for exactly the plan that it showed'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l error-on-no-change -d 'End with exit code 9 when there was nothing to do'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l checksum -d 'Compare contents, do not trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-checksum -d 'Trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l perms -d 'Permissions travel (default; --no-perms turns it off, likewise the others)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-perms -d 'Permissions do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l owner -d 'Owner and group travel (default for root)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-owner -d 'Owner and group do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l xattrs -d 'Extended attributes travel (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-xattrs -d 'Extended attributes do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l acls -d 'Access control lists travel (default for root)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-acls -d 'Access control lists do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l hard-links -d 'Hard links stay joined (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-hard-links -d 'Hard links become files of their own'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l times -d 'Modification times travel (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-times -d 'Modification times do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l trash -d 'Keep replaced and deleted versions (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l no-trash -d 'Keep no replaced and deleted versions; `undo` cannot put them back'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -s n -l dry-run -d 'Only show what would be done'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand undo" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "list" -d 'List the versions that runs replaced or deleted'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "restore" -d 'Put the newest version of a path back; the next run brings it to the other side'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "empty" -d 'Delete what is in the trash, for good'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and not __fish_seen_subcommand_from list restore empty help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -l item -d 'Only those of this item' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -l item -d 'Only look at this item' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -l older-than -d 'Only what is older than so many days' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -l item -d 'Only the trash of this item' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from empty" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the versions that runs replaced or deleted'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Put the newest version of a path back; the next run brings it to the other side'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "empty" -d 'Delete what is in the trash, for good'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trash; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -f -a "list" -d 'List the conflicts that wait for a decision'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -f -a "show" -d 'Show both versions of a path and their difference'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -f -a "resolve" -d 'Decide which version stays'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and not __fish_seen_subcommand_from list show resolve help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -l item -d 'Only those of this item' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from show" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from show" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from show" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -l keep -d 'Which version stays' -r -f -a "left\t'The left one, on both sides'
right\t'The right one, on both sides'
both\t'Both, the right one under another name'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -l all -d 'All conflicts; with a path all below it'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from resolve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the conflicts that wait for a decision'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show both versions of a path and their difference'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from help" -f -a "resolve" -d 'Decide which version stays'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand conflicts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand status" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand status" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand status" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand status" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand status" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand status" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand status" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -l item -d 'Only sessions over this item' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -l since -d 'Only sessions that began since then: a time, or `2h`, `3d` ago' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -s n -l limit -d 'Show at most so many sessions' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand log" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand why" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand why" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand why" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand why" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand why" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand why" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand why" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand list" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand list" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand list" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand list" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand list" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand list" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand list" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l mode -d 'Which way changes travel [default: two-way]' -r -f -a "two-way\t'Changes travel both ways'
left-to-right\t'Copies and updates the right, deletes nothing'
right-to-left\t'Copies and updates the left, deletes nothing'
mirror-left\t'Makes the left exactly what the right is'
mirror-right\t'Makes the right exactly what the left is'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l conflict -d 'What to do where both sides changed differently [default: ask]' -r -f -a "ask\t'Leaves both sides as they are and lists the conflict'
keep-both\t'Both versions end on both sides, the right one as NAME.conflict-right-TIME.EXT'
newer\t'The later modification wins'
older\t'The earlier modification wins'
larger\t'The longer version wins'
left\t'The left version wins'
right\t'The right version wins'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l exclude -d 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l include -d 'Synchronize what matches PATTERN although it is excluded' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l exclude-from -d 'Leave alone what matches a pattern in FILE' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l max-delete -d 'Stop before deleting and overwriting more than this on one side [default: 50%, from 20 entries on]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l links -d 'How symbolic links are treated [default: keep]' -r -f -a "keep\t'A link stays a link'
follow\t'What the link points to takes its place'
skip\t'Links are left alone'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l trash-keep -d 'Keep replaced and deleted versions for so many days [default: 30]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l bwlimit -d 'Transfer at most RATE bytes a second (like 512k or 10M) [default: no limit]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l jobs -d 'Copy and compare at most N files at once [default: one for each core, 8 at most]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l checksum -d 'Compare contents, do not trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-checksum -d 'Trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l perms -d 'Permissions travel (default; --no-perms turns it off, likewise the others)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-perms -d 'Permissions do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l owner -d 'Owner and group travel (default for root)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-owner -d 'Owner and group do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l xattrs -d 'Extended attributes travel (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-xattrs -d 'Extended attributes do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l acls -d 'Access control lists travel (default for root)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-acls -d 'Access control lists do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l hard-links -d 'Hard links stay joined (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-hard-links -d 'Hard links become files of their own'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l times -d 'Modification times travel (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-times -d 'Modification times do not travel'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l trash -d 'Keep replaced and deleted versions (default)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-trash -d 'Keep no replaced and deleted versions; `undo` cannot put them back'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -f -a "register" -d 'Register a module or a program; again replaces'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -f -a "unregister" -d 'Take a registration back; sessions that run go on'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -f -a "list" -d 'List what is registered'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -f -a "test" -d 'Test whether a handler keeps the contract: call it as a manager may, and report on each requirement'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -f -a "info" -d 'Ask a handler about itself'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and not __fish_seen_subcommand_from register unregister list test info help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l clsid -d 'The handler\'s class id; a program that is registered without one gets one' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l command -d 'A program that speaks the handler protocol, with its arguments' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l name -d 'What to call it as long as it has not told its name' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l events -d 'The events that it takes part in: any of `connect`, `disconnect`, `idle` [default: none]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from unregister" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from unregister" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from unregister" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from unregister" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from unregister" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from unregister" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from unregister" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from list" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from list" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l clsid -d 'The class that the module makes' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l command -d 'A program that speaks the handler protocol, with its arguments' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l item -d 'Synchronize this item only, by name or id; may be repeated. Without it, what the handler lists as checked' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l patience -d 'How long the handler may be silent before it counts as hanging' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l no-sync -d 'Synchronize nothing: leave out all that comes after the items are listed'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l ui -d 'Allow dialogs, and show property sheets; somebody has to close them'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from info" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from info" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from info" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from info" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from info" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from info" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from info" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from help" -f -a "register" -d 'Register a module or a program; again replaces'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from help" -f -a "unregister" -d 'Take a registration back; sessions that run go on'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what is registered'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from help" -f -a "test" -d 'Test whether a handler keeps the contract: call it as a manager may, and report on each requirement'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from help" -f -a "info" -d 'Ask a handler about itself'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand handler; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand properties" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand properties" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand properties" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand properties" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand properties" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand properties" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand properties" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand schedule" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand schedule" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand schedule" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand schedule" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand schedule" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand schedule" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand schedule" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -l on -d 'The event: `logon`, `logoff`, `idle[:DURATION]`, `connect[:NETWORK]` or `disconnect[:NETWORK]`' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -l every -d 'While the computer is idle, run again at this interval' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -l ask -d 'Ask before each run'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand trigger" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand fire" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand fire" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand fire" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand fire" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand fire" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand fire" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand fire" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -l port -d 'The port of the web interface; this version has none and opens no port' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -l until-idle -d 'End when there is nothing to do'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand serve" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand skip" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand skip" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand skip" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand skip" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand skip" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand skip" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand skip" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand stop" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand stop" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand stop" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand stop" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand stop" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand stop" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand stop" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -l item -d 'Only those about this item' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -f -a "show" -d 'Ask the handler to show more about a message; it may synchronize items again'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -f -a "clear" -d 'Remove a message, or all'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and not __fish_seen_subcommand_from show clear help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from show" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from show" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from show" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from clear" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from clear" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from clear" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from clear" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from help" -f -a "show" -d 'Ask the handler to show more about a message; it may synchronize items again'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Remove a message, or all'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand errors; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -l for -d 'The kind of run' -r -f -a "manual\t'Runs that you start'
logon\t'Log-on, and when the network comes up'
logoff\t'Log-off, and before the network goes'
idle\t'When the computer is idle'
schedule\t'At set times'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -l for -d 'The kind of run' -r -f -a "manual\t'Runs that you start'
logon\t'Log-on, and when the network comes up'
logoff\t'Log-off, and before the network goes'
idle\t'When the computer is idle'
schedule\t'At set times'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand uncheck" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l color -d 'Use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -s h -l help -d 'Print help'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "sync" -d 'Synchronize a pair of folders, or items'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "plan" -d 'Show what `sync` would do, and change nothing'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "undo" -d 'Take back what a session did'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "trash" -d 'Look into the trash, put versions back, or empty it'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "conflicts" -d 'List conflicts, look at one, decide'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "status" -d 'Show what runs, what failed, what waits and what is overdue'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "log" -d 'Show the sessions, or everything about one'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "why" -d 'Say what would be done with a path, and why'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "list" -d 'List the items under their handlers, with check marks, last results and next runs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "add" -d 'Give a pair of folders a name'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "remove" -d 'Forget an item; its folders stay as they are'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "rename" -d 'Give an item another name'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "show" -d 'Show an item: its id, its folders or its handler, what is stated for it, when it runs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "handler" -d 'Register handlers: modules and programs that synchronize other things than folders'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "properties" -d 'Have a handler show the properties of an item, or of itself'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "schedule" -d 'Set when an item runs by itself'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "trigger" -d 'Set which events an item runs at'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "fire" -d 'Run what waits for an event, as if it had happened now'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "serve" -d 'Run items by themselves: schedules, idle time, and what other commands ask for'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "skip" -d 'Skip an item of a session that runs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "stop" -d 'Stop what runs: what is in flight is finished'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "errors" -d 'List the messages of handlers, have one shown, or clear them'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "check" -d 'Check items: they take part in runs of that kind'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "uncheck" -d 'Uncheck items: they take no part in runs of that kind'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "pause" -d 'Leave items out of runs until they are resumed'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "resume" -d 'Take paused items into runs again'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from sync plan undo trash conflicts status log why list add remove rename show handler properties schedule trigger fire serve skip stop errors check uncheck pause resume help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from trash" -f -a "list" -d 'List the versions that runs replaced or deleted'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from trash" -f -a "restore" -d 'Put the newest version of a path back; the next run brings it to the other side'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from trash" -f -a "empty" -d 'Delete what is in the trash, for good'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from conflicts" -f -a "list" -d 'List the conflicts that wait for a decision'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from conflicts" -f -a "show" -d 'Show both versions of a path and their difference'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from conflicts" -f -a "resolve" -d 'Decide which version stays'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from handler" -f -a "register" -d 'Register a module or a program; again replaces'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from handler" -f -a "unregister" -d 'Take a registration back; sessions that run go on'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from handler" -f -a "list" -d 'List what is registered'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from handler" -f -a "test" -d 'Test whether a handler keeps the contract: call it as a manager may, and report on each requirement'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from handler" -f -a "info" -d 'Ask a handler about itself'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from errors" -f -a "show" -d 'Ask the handler to show more about a message; it may synchronize items again'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and __fish_seen_subcommand_from errors" -f -a "clear" -d 'Remove a message, or all'
