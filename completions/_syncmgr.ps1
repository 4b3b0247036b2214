
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'syncmgr' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'syncmgr'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'syncmgr' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Synchronize a pair of folders, or items')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what `sync` would do, and change nothing')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take back what a session did')
            [CompletionResult]::new('trash', 'trash', [CompletionResultType]::ParameterValue, 'Look into the trash, put versions back, or empty it')
            [CompletionResult]::new('conflicts', 'conflicts', [CompletionResultType]::ParameterValue, 'List conflicts, look at one, decide')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what runs, what failed, what waits and what is overdue')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the sessions, or everything about one')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Say what would be done with a path, and why')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the items under their handlers, with check marks, last results and next runs')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Give a pair of folders a name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget an item; its folders stay as they are')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give an item another name')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an item: its id, its folders or its handler, what is stated for it, when it runs')
            [CompletionResult]::new('handler', 'handler', [CompletionResultType]::ParameterValue, 'Register handlers: modules and programs that synchronize other things than folders')
            [CompletionResult]::new('properties', 'properties', [CompletionResultType]::ParameterValue, 'Have a handler show the properties of an item, or of itself')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Set when an item runs by itself')
            [CompletionResult]::new('trigger', 'trigger', [CompletionResultType]::ParameterValue, 'Set which events an item runs at')
            [CompletionResult]::new('fire', 'fire', [CompletionResultType]::ParameterValue, 'Run what waits for an event, as if it had happened now')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run items by themselves: schedules, idle time, and what other commands ask for')
            [CompletionResult]::new('skip', 'skip', [CompletionResultType]::ParameterValue, 'Skip an item of a session that runs')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop what runs: what is in flight is finished')
            [CompletionResult]::new('errors', 'errors', [CompletionResultType]::ParameterValue, 'List the messages of handlers, have one shown, or clear them')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check items: they take part in runs of that kind')
            [CompletionResult]::new('uncheck', 'uncheck', [CompletionResultType]::ParameterValue, 'Uncheck items: they take no part in runs of that kind')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Leave items out of runs until they are resumed')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Take paused items into runs again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;sync' {
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'Which way changes travel [default: two-way]')
            [CompletionResult]::new('--conflict', '--conflict', [CompletionResultType]::ParameterName, 'What to do where both sides changed differently [default: ask]')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Synchronize what matches PATTERN although it is excluded')
            [CompletionResult]::new('--exclude-from', '--exclude-from', [CompletionResultType]::ParameterName, 'Leave alone what matches a pattern in FILE')
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'Stop before deleting and overwriting more than this on one side [default: 50%, from 20 entries on]')
            [CompletionResult]::new('--links', '--links', [CompletionResultType]::ParameterName, 'How symbolic links are treated [default: keep]')
            [CompletionResult]::new('--trash-keep', '--trash-keep', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions for so many days [default: 30]')
            [CompletionResult]::new('--bwlimit', '--bwlimit', [CompletionResultType]::ParameterName, 'Transfer at most RATE bytes a second (like 512k or 10M) [default: no limit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Copy and compare at most N files at once [default: one for each core, 8 at most]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--approve', '--approve', [CompletionResultType]::ParameterName, 'Go through the safety guard once, for exactly the plan that it showed')
            [CompletionResult]::new('--error-on-no-change', '--error-on-no-change', [CompletionResultType]::ParameterName, 'End with exit code 9 when there was nothing to do')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'Compare contents, do not trust times and sizes')
            [CompletionResult]::new('--no-checksum', '--no-checksum', [CompletionResultType]::ParameterName, 'Trust times and sizes')
            [CompletionResult]::new('--perms', '--perms', [CompletionResultType]::ParameterName, 'Permissions travel (default; --no-perms turns it off, likewise the others)')
            [CompletionResult]::new('--no-perms', '--no-perms', [CompletionResultType]::ParameterName, 'Permissions do not travel')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'Owner and group travel (default for root)')
            [CompletionResult]::new('--no-owner', '--no-owner', [CompletionResultType]::ParameterName, 'Owner and group do not travel')
            [CompletionResult]::new('--xattrs', '--xattrs', [CompletionResultType]::ParameterName, 'Extended attributes travel (default)')
            [CompletionResult]::new('--no-xattrs', '--no-xattrs', [CompletionResultType]::ParameterName, 'Extended attributes do not travel')
            [CompletionResult]::new('--acls', '--acls', [CompletionResultType]::ParameterName, 'Access control lists travel (default for root)')
            [CompletionResult]::new('--no-acls', '--no-acls', [CompletionResultType]::ParameterName, 'Access control lists do not travel')
            [CompletionResult]::new('--hard-links', '--hard-links', [CompletionResultType]::ParameterName, 'Hard links stay joined (default)')
            [CompletionResult]::new('--no-hard-links', '--no-hard-links', [CompletionResultType]::ParameterName, 'Hard links become files of their own')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, 'Modification times travel (default)')
            [CompletionResult]::new('--no-times', '--no-times', [CompletionResultType]::ParameterName, 'Modification times do not travel')
            [CompletionResult]::new('--trash', '--trash', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions (default)')
            [CompletionResult]::new('--no-trash', '--no-trash', [CompletionResultType]::ParameterName, 'Keep no replaced and deleted versions; `undo` cannot put them back')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;plan' {
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'Which way changes travel [default: two-way]')
            [CompletionResult]::new('--conflict', '--conflict', [CompletionResultType]::ParameterName, 'What to do where both sides changed differently [default: ask]')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Synchronize what matches PATTERN although it is excluded')
            [CompletionResult]::new('--exclude-from', '--exclude-from', [CompletionResultType]::ParameterName, 'Leave alone what matches a pattern in FILE')
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'Stop before deleting and overwriting more than this on one side [default: 50%, from 20 entries on]')
            [CompletionResult]::new('--links', '--links', [CompletionResultType]::ParameterName, 'How symbolic links are treated [default: keep]')
            [CompletionResult]::new('--trash-keep', '--trash-keep', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions for so many days [default: 30]')
            [CompletionResult]::new('--bwlimit', '--bwlimit', [CompletionResultType]::ParameterName, 'Transfer at most RATE bytes a second (like 512k or 10M) [default: no limit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Copy and compare at most N files at once [default: one for each core, 8 at most]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--approve', '--approve', [CompletionResultType]::ParameterName, 'Go through the safety guard once, for exactly the plan that it showed')
            [CompletionResult]::new('--error-on-no-change', '--error-on-no-change', [CompletionResultType]::ParameterName, 'End with exit code 9 when there was nothing to do')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'Compare contents, do not trust times and sizes')
            [CompletionResult]::new('--no-checksum', '--no-checksum', [CompletionResultType]::ParameterName, 'Trust times and sizes')
            [CompletionResult]::new('--perms', '--perms', [CompletionResultType]::ParameterName, 'Permissions travel (default; --no-perms turns it off, likewise the others)')
            [CompletionResult]::new('--no-perms', '--no-perms', [CompletionResultType]::ParameterName, 'Permissions do not travel')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'Owner and group travel (default for root)')
            [CompletionResult]::new('--no-owner', '--no-owner', [CompletionResultType]::ParameterName, 'Owner and group do not travel')
            [CompletionResult]::new('--xattrs', '--xattrs', [CompletionResultType]::ParameterName, 'Extended attributes travel (default)')
            [CompletionResult]::new('--no-xattrs', '--no-xattrs', [CompletionResultType]::ParameterName, 'Extended attributes do not travel')
            [CompletionResult]::new('--acls', '--acls', [CompletionResultType]::ParameterName, 'Access control lists travel (default for root)')
            [CompletionResult]::new('--no-acls', '--no-acls', [CompletionResultType]::ParameterName, 'Access control lists do not travel')
            [CompletionResult]::new('--hard-links', '--hard-links', [CompletionResultType]::ParameterName, 'Hard links stay joined (default)')
            [CompletionResult]::new('--no-hard-links', '--no-hard-links', [CompletionResultType]::ParameterName, 'Hard links become files of their own')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, 'Modification times travel (default)')
            [CompletionResult]::new('--no-times', '--no-times', [CompletionResultType]::ParameterName, 'Modification times do not travel')
            [CompletionResult]::new('--trash', '--trash', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions (default)')
            [CompletionResult]::new('--no-trash', '--no-trash', [CompletionResultType]::ParameterName, 'Keep no replaced and deleted versions; `undo` cannot put them back')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;undo' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;trash' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the versions that runs replaced or deleted')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put the newest version of a path back; the next run brings it to the other side')
            [CompletionResult]::new('empty', 'empty', [CompletionResultType]::ParameterValue, 'Delete what is in the trash, for good')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;trash;list' {
            [CompletionResult]::new('--item', '--item', [CompletionResultType]::ParameterName, 'Only those of this item')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;trash;restore' {
            [CompletionResult]::new('--item', '--item', [CompletionResultType]::ParameterName, 'Only look at this item')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;trash;empty' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only what is older than so many days')
            [CompletionResult]::new('--item', '--item', [CompletionResultType]::ParameterName, 'Only the trash of this item')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;trash;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the versions that runs replaced or deleted')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put the newest version of a path back; the next run brings it to the other side')
            [CompletionResult]::new('empty', 'empty', [CompletionResultType]::ParameterValue, 'Delete what is in the trash, for good')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;trash;help;list' {
            break
        }
        'syncmgr;trash;help;restore' {
            break
        }
        'syncmgr;trash;help;empty' {
            break
        }
        'syncmgr;trash;help;help' {
            break
        }
        'syncmgr;conflicts' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the conflicts that wait for a decision')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show both versions of a path and their difference')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Decide which version stays')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;conflicts;list' {
            [CompletionResult]::new('--item', '--item', [CompletionResultType]::ParameterName, 'Only those of this item')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;conflicts;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;conflicts;resolve' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Which version stays')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All conflicts; with a path all below it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;conflicts;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the conflicts that wait for a decision')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show both versions of a path and their difference')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Decide which version stays')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;conflicts;help;list' {
            break
        }
        'syncmgr;conflicts;help;show' {
            break
        }
        'syncmgr;conflicts;help;resolve' {
            break
        }
        'syncmgr;conflicts;help;help' {
            break
        }
        'syncmgr;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;log' {
            [CompletionResult]::new('--item', '--item', [CompletionResultType]::ParameterName, 'Only sessions over this item')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only sessions that began since then: a time, or `2h`, `3d` ago')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show at most so many sessions')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Show at most so many sessions')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;why' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;add' {
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'Which way changes travel [default: two-way]')
            [CompletionResult]::new('--conflict', '--conflict', [CompletionResultType]::ParameterName, 'What to do where both sides changed differently [default: ask]')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Synchronize what matches PATTERN although it is excluded')
            [CompletionResult]::new('--exclude-from', '--exclude-from', [CompletionResultType]::ParameterName, 'Leave alone what matches a pattern in FILE')
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'Stop before deleting and overwriting more than this on one side [default: 50%, from 20 entries on]')
            [CompletionResult]::new('--links', '--links', [CompletionResultType]::ParameterName, 'How symbolic links are treated [default: keep]')
            [CompletionResult]::new('--trash-keep', '--trash-keep', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions for so many days [default: 30]')
            [CompletionResult]::new('--bwlimit', '--bwlimit', [CompletionResultType]::ParameterName, 'Transfer at most RATE bytes a second (like 512k or 10M) [default: no limit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Copy and compare at most N files at once [default: one for each core, 8 at most]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'Compare contents, do not trust times and sizes')
            [CompletionResult]::new('--no-checksum', '--no-checksum', [CompletionResultType]::ParameterName, 'Trust times and sizes')
            [CompletionResult]::new('--perms', '--perms', [CompletionResultType]::ParameterName, 'Permissions travel (default; --no-perms turns it off, likewise the others)')
            [CompletionResult]::new('--no-perms', '--no-perms', [CompletionResultType]::ParameterName, 'Permissions do not travel')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'Owner and group travel (default for root)')
            [CompletionResult]::new('--no-owner', '--no-owner', [CompletionResultType]::ParameterName, 'Owner and group do not travel')
            [CompletionResult]::new('--xattrs', '--xattrs', [CompletionResultType]::ParameterName, 'Extended attributes travel (default)')
            [CompletionResult]::new('--no-xattrs', '--no-xattrs', [CompletionResultType]::ParameterName, 'Extended attributes do not travel')
            [CompletionResult]::new('--acls', '--acls', [CompletionResultType]::ParameterName, 'Access control lists travel (default for root)')
            [CompletionResult]::new('--no-acls', '--no-acls', [CompletionResultType]::ParameterName, 'Access control lists do not travel')
            [CompletionResult]::new('--hard-links', '--hard-links', [CompletionResultType]::ParameterName, 'Hard links stay joined (default)')
            [CompletionResult]::new('--no-hard-links', '--no-hard-links', [CompletionResultType]::ParameterName, 'Hard links become files of their own')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, 'Modification times travel (default)')
            [CompletionResult]::new('--no-times', '--no-times', [CompletionResultType]::ParameterName, 'Modification times do not travel')
            [CompletionResult]::new('--trash', '--trash', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions (default)')
            [CompletionResult]::new('--no-trash', '--no-trash', [CompletionResultType]::ParameterName, 'Keep no replaced and deleted versions; `undo` cannot put them back')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;rename' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;handler' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a module or a program; again replaces')
            [CompletionResult]::new('unregister', 'unregister', [CompletionResultType]::ParameterValue, 'Take a registration back; sessions that run go on')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is registered')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Test whether a handler keeps the contract: call it as a manager may, and report on each requirement')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Ask a handler about itself')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;handler;register' {
            [CompletionResult]::new('--clsid', '--clsid', [CompletionResultType]::ParameterName, 'The handler''s class id; a program that is registered without one gets one')
            [CompletionResult]::new('--command', '--command', [CompletionResultType]::ParameterName, 'A program that speaks the handler protocol, with its arguments')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What to call it as long as it has not told its name')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'The events that it takes part in: any of `connect`, `disconnect`, `idle` [default: none]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;handler;unregister' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;handler;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;handler;test' {
            [CompletionResult]::new('--clsid', '--clsid', [CompletionResultType]::ParameterName, 'The class that the module makes')
            [CompletionResult]::new('--command', '--command', [CompletionResultType]::ParameterName, 'A program that speaks the handler protocol, with its arguments')
            [CompletionResult]::new('--item', '--item', [CompletionResultType]::ParameterName, 'Synchronize this item only, by name or id; may be repeated. Without it, what the handler lists as checked')
            [CompletionResult]::new('--patience', '--patience', [CompletionResultType]::ParameterName, 'How long the handler may be silent before it counts as hanging')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--no-sync', '--no-sync', [CompletionResultType]::ParameterName, 'Synchronize nothing: leave out all that comes after the items are listed')
            [CompletionResult]::new('--ui', '--ui', [CompletionResultType]::ParameterName, 'Allow dialogs, and show property sheets; somebody has to close them')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;handler;info' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;handler;help' {
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a module or a program; again replaces')
            [CompletionResult]::new('unregister', 'unregister', [CompletionResultType]::ParameterValue, 'Take a registration back; sessions that run go on')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is registered')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Test whether a handler keeps the contract: call it as a manager may, and report on each requirement')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Ask a handler about itself')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;handler;help;register' {
            break
        }
        'syncmgr;handler;help;unregister' {
            break
        }
        'syncmgr;handler;help;list' {
            break
        }
        'syncmgr;handler;help;test' {
            break
        }
        'syncmgr;handler;help;info' {
            break
        }
        'syncmgr;handler;help;help' {
            break
        }
        'syncmgr;properties' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;schedule' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;trigger' {
            [CompletionResult]::new('--on', '--on', [CompletionResultType]::ParameterName, 'The event: `logon`, `logoff`, `idle[:DURATION]`, `connect[:NETWORK]` or `disconnect[:NETWORK]`')
            [CompletionResult]::new('--every', '--every', [CompletionResultType]::ParameterName, 'While the computer is idle, run again at this interval')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--ask', '--ask', [CompletionResultType]::ParameterName, 'Ask before each run')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;fire' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;serve' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port of the web interface; this version has none and opens no port')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--until-idle', '--until-idle', [CompletionResultType]::ParameterName, 'End when there is nothing to do')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;skip' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;stop' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;errors' {
            [CompletionResult]::new('--item', '--item', [CompletionResultType]::ParameterName, 'Only those about this item')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Ask the handler to show more about a message; it may synchronize items again')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Remove a message, or all')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;errors;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;errors;clear' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;errors;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Ask the handler to show more about a message; it may synchronize items again')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Remove a message, or all')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;errors;help;show' {
            break
        }
        'syncmgr;errors;help;clear' {
            break
        }
        'syncmgr;errors;help;help' {
            break
        }
        'syncmgr;check' {
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The kind of run')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;uncheck' {
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The kind of run')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;pause' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;resume' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;help' {
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Synchronize a pair of folders, or items')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what `sync` would do, and change nothing')
            [CompletionResult]::new('undo', 'undo', [CompletionResultType]::ParameterValue, 'Take back what a session did')
            [CompletionResult]::new('trash', 'trash', [CompletionResultType]::ParameterValue, 'Look into the trash, put versions back, or empty it')
            [CompletionResult]::new('conflicts', 'conflicts', [CompletionResultType]::ParameterValue, 'List conflicts, look at one, decide')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what runs, what failed, what waits and what is overdue')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the sessions, or everything about one')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Say what would be done with a path, and why')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the items under their handlers, with check marks, last results and next runs')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Give a pair of folders a name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget an item; its folders stay as they are')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give an item another name')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an item: its id, its folders or its handler, what is stated for it, when it runs')
            [CompletionResult]::new('handler', 'handler', [CompletionResultType]::ParameterValue, 'Register handlers: modules and programs that synchronize other things than folders')
            [CompletionResult]::new('properties', 'properties', [CompletionResultType]::ParameterValue, 'Have a handler show the properties of an item, or of itself')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Set when an item runs by itself')
            [CompletionResult]::new('trigger', 'trigger', [CompletionResultType]::ParameterValue, 'Set which events an item runs at')
            [CompletionResult]::new('fire', 'fire', [CompletionResultType]::ParameterValue, 'Run what waits for an event, as if it had happened now')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run items by themselves: schedules, idle time, and what other commands ask for')
            [CompletionResult]::new('skip', 'skip', [CompletionResultType]::ParameterValue, 'Skip an item of a session that runs')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop what runs: what is in flight is finished')
            [CompletionResult]::new('errors', 'errors', [CompletionResultType]::ParameterValue, 'List the messages of handlers, have one shown, or clear them')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check items: they take part in runs of that kind')
            [CompletionResult]::new('uncheck', 'uncheck', [CompletionResultType]::ParameterValue, 'Uncheck items: they take no part in runs of that kind')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Leave items out of runs until they are resumed')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Take paused items into runs again')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;help;sync' {
            break
        }
        'syncmgr;help;plan' {
            break
        }
        'syncmgr;help;undo' {
            break
        }
        'syncmgr;help;trash' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the versions that runs replaced or deleted')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put the newest version of a path back; the next run brings it to the other side')
            [CompletionResult]::new('empty', 'empty', [CompletionResultType]::ParameterValue, 'Delete what is in the trash, for good')
            break
        }
        'syncmgr;help;trash;list' {
            break
        }
        'syncmgr;help;trash;restore' {
            break
        }
        'syncmgr;help;trash;empty' {
            break
        }
        'syncmgr;help;conflicts' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the conflicts that wait for a decision')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show both versions of a path and their difference')
            [CompletionResult]::new('resolve', 'resolve', [CompletionResultType]::ParameterValue, 'Decide which version stays')
            break
        }
        'syncmgr;help;conflicts;list' {
            break
        }
        'syncmgr;help;conflicts;show' {
            break
        }
        'syncmgr;help;conflicts;resolve' {
            break
        }
        'syncmgr;help;status' {
            break
        }
        'syncmgr;help;log' {
            break
        }
        'syncmgr;help;why' {
            break
        }
        'syncmgr;help;list' {
            break
        }
        'syncmgr;help;add' {
            break
        }
        'syncmgr;help;remove' {
            break
        }
        'syncmgr;help;rename' {
            break
        }
        'syncmgr;help;show' {
            break
        }
        'syncmgr;help;handler' {
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a module or a program; again replaces')
            [CompletionResult]::new('unregister', 'unregister', [CompletionResultType]::ParameterValue, 'Take a registration back; sessions that run go on')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what is registered')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Test whether a handler keeps the contract: call it as a manager may, and report on each requirement')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Ask a handler about itself')
            break
        }
        'syncmgr;help;handler;register' {
            break
        }
        'syncmgr;help;handler;unregister' {
            break
        }
        'syncmgr;help;handler;list' {
            break
        }
        'syncmgr;help;handler;test' {
            break
        }
        'syncmgr;help;handler;info' {
            break
        }
        'syncmgr;help;properties' {
            break
        }
        'syncmgr;help;schedule' {
            break
        }
        'syncmgr;help;trigger' {
            break
        }
        'syncmgr;help;fire' {
            break
        }
        'syncmgr;help;serve' {
            break
        }
        'syncmgr;help;skip' {
            break
        }
        'syncmgr;help;stop' {
            break
        }
        'syncmgr;help;errors' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Ask the handler to show more about a message; it may synchronize items again')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Remove a message, or all')
            break
        }
        'syncmgr;help;errors;show' {
            break
        }
        'syncmgr;help;errors;clear' {
            break
        }
        'syncmgr;help;check' {
            break
        }
        'syncmgr;help;uncheck' {
            break
        }
        'syncmgr;help;pause' {
            break
        }
        'syncmgr;help;resume' {
            break
        }
        'syncmgr;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
