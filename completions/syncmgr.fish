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
complete -c syncmgr -n "__fish_syncmgr_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_needs_command" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -s V -l version -d 'Print version'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "add" -d 'Give a pair of folders a name'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "remove" -d 'Forget an item; its folders stay as they are'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "rename" -d 'Give an item another name'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "show" -d 'Show an item: its folders, its id, the options that are stated for it'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "pause" -d 'Leave items out of runs until they are resumed'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "resume" -d 'Take paused items into runs again'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "__generate" -d 'Write man pages and completions for packages'
complete -c syncmgr -n "__fish_syncmgr_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l mode -d 'Which way changes travel [default: two-way]' -r -f -a "two-way\t'Changes travel both ways'
left-to-right\t'Copies and updates the right, deletes nothing'
right-to-left\t'Copies and updates the left, deletes nothing'
mirror-left\t'Makes the left exactly what the right is'
mirror-right\t'Makes the right exactly what the left is'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l conflict -d 'What to do where both sides changed differently [default: ask]' -r -f -a "ask\t'Leaves both sides as they are and lists the conflict'
keep-both\t'Both versions end on both sides'
newer\t'The later modification wins'
older\t'The earlier modification wins'
larger\t'The longer version wins'
left\t'The left version wins'
right\t'The right version wins'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l exclude -d 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l include -d 'Synchronize what matches PATTERN although it is excluded' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l exclude-from -d 'Leave alone what matches a pattern in FILE' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l max-delete -d 'Stop before deleting and overwriting more than this on one side [default: 50%]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l links -d 'How symbolic links are treated [default: keep]' -r -f -a "keep\t'A link stays a link'
follow\t'What the link points to takes its place'
skip\t'Links are left alone'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l trash-keep -d 'Keep replaced and deleted versions for so many days [default: 30]' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l bwlimit -d 'Transfer at most RATE bytes a second (like 512k or 10M)' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l jobs -d 'Do at most N things at once' -r
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l checksum -d 'Compare contents, do not trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l no-checksum -d 'Trust times and sizes'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand add" -l perms -d 'Permissions travel (default; --no-perms turns it off)'
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
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand __generate" -l config -d 'Read this configuration file' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand __generate" -l state-dir -d 'Keep database, archives and locks in this folder' -r -F
complete -c syncmgr -n "__fish_syncmgr_using_subcommand __generate" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t'Always'
never\t'Never'"
complete -c syncmgr -n "__fish_syncmgr_using_subcommand __generate" -l json -d 'Print one JSON object a line, for programs'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand __generate" -s q -l quiet -d 'Print errors only'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand __generate" -s v -l verbose -d 'Tell more (repeat for still more)'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand __generate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "add" -d 'Give a pair of folders a name'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "remove" -d 'Forget an item; its folders stay as they are'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "rename" -d 'Give an item another name'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "show" -d 'Show an item: its folders, its id, the options that are stated for it'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "pause" -d 'Leave items out of runs until they are resumed'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "resume" -d 'Take paused items into runs again'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "__generate" -d 'Write man pages and completions for packages'
complete -c syncmgr -n "__fish_syncmgr_using_subcommand help; and not __fish_seen_subcommand_from add remove rename show pause resume __generate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
