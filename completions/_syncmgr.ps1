
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what runs, what failed and what waits')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the sessions, or everything about one')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Say what would be done with a path, and why')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the items under their handlers, with check marks and last results')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Give a pair of folders a name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget an item; its folders stay as they are')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give an item another name')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an item: its folders, its id, the options that are stated for it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check items: they take part in runs of that kind')
            [CompletionResult]::new('uncheck', 'uncheck', [CompletionResultType]::ParameterValue, 'Uncheck items: they take no part in runs of that kind')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Leave items out of runs until they are resumed')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Take paused items into runs again')
            [CompletionResult]::new('com-host', 'com-host', [CompletionResultType]::ParameterValue, 'Hold a handler of a module and speak the handler protocol')
            [CompletionResult]::new('__generate', '__generate', [CompletionResultType]::ParameterValue, 'Write man pages and completions for packages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'syncmgr;sync' {
            [CompletionResult]::new('--mode', '--mode', [CompletionResultType]::ParameterName, 'Which way changes travel [default: two-way]')
            [CompletionResult]::new('--conflict', '--conflict', [CompletionResultType]::ParameterName, 'What to do where both sides changed differently [default: ask]')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave alone what matches PATTERN (gitignore syntax; repeat for more)')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Synchronize what matches PATTERN although it is excluded')
            [CompletionResult]::new('--exclude-from', '--exclude-from', [CompletionResultType]::ParameterName, 'Leave alone what matches a pattern in FILE')
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'Stop before deleting and overwriting more than this on one side [default: 50%]')
            [CompletionResult]::new('--links', '--links', [CompletionResultType]::ParameterName, 'How symbolic links are treated [default: keep]')
            [CompletionResult]::new('--trash-keep', '--trash-keep', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions for so many days [default: 30]')
            [CompletionResult]::new('--bwlimit', '--bwlimit', [CompletionResultType]::ParameterName, 'Transfer at most RATE bytes a second (like 512k or 10M)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Do at most N things at once')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--approve', '--approve', [CompletionResultType]::ParameterName, 'Go through the safety guard once, for exactly the plan that it showed')
            [CompletionResult]::new('--error-on-no-change', '--error-on-no-change', [CompletionResultType]::ParameterName, 'End with exit code 9 when there was nothing to do')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'Compare contents, do not trust times and sizes')
            [CompletionResult]::new('--no-checksum', '--no-checksum', [CompletionResultType]::ParameterName, 'Trust times and sizes')
            [CompletionResult]::new('--perms', '--perms', [CompletionResultType]::ParameterName, 'Permissions travel (default; --no-perms turns it off)')
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
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'Stop before deleting and overwriting more than this on one side [default: 50%]')
            [CompletionResult]::new('--links', '--links', [CompletionResultType]::ParameterName, 'How symbolic links are treated [default: keep]')
            [CompletionResult]::new('--trash-keep', '--trash-keep', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions for so many days [default: 30]')
            [CompletionResult]::new('--bwlimit', '--bwlimit', [CompletionResultType]::ParameterName, 'Transfer at most RATE bytes a second (like 512k or 10M)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Do at most N things at once')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--approve', '--approve', [CompletionResultType]::ParameterName, 'Go through the safety guard once, for exactly the plan that it showed')
            [CompletionResult]::new('--error-on-no-change', '--error-on-no-change', [CompletionResultType]::ParameterName, 'End with exit code 9 when there was nothing to do')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'Compare contents, do not trust times and sizes')
            [CompletionResult]::new('--no-checksum', '--no-checksum', [CompletionResultType]::ParameterName, 'Trust times and sizes')
            [CompletionResult]::new('--perms', '--perms', [CompletionResultType]::ParameterName, 'Permissions travel (default; --no-perms turns it off)')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;trash' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'syncmgr;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'Stop before deleting and overwriting more than this on one side [default: 50%]')
            [CompletionResult]::new('--links', '--links', [CompletionResultType]::ParameterName, 'How symbolic links are treated [default: keep]')
            [CompletionResult]::new('--trash-keep', '--trash-keep', [CompletionResultType]::ParameterName, 'Keep replaced and deleted versions for so many days [default: 30]')
            [CompletionResult]::new('--bwlimit', '--bwlimit', [CompletionResultType]::ParameterName, 'Transfer at most RATE bytes a second (like 512k or 10M)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Do at most N things at once')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'Compare contents, do not trust times and sizes')
            [CompletionResult]::new('--no-checksum', '--no-checksum', [CompletionResultType]::ParameterName, 'Trust times and sizes')
            [CompletionResult]::new('--perms', '--perms', [CompletionResultType]::ParameterName, 'Permissions travel (default; --no-perms turns it off)')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;check' {
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The kind of run')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;com-host' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object a line, for programs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell more (repeat for still more)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'syncmgr;__generate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this configuration file')
            [CompletionResult]::new('--state-dir', '--state-dir', [CompletionResultType]::ParameterName, 'Keep database, archives and locks in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
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
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what runs, what failed and what waits')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show the sessions, or everything about one')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Say what would be done with a path, and why')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the items under their handlers, with check marks and last results')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Give a pair of folders a name')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget an item; its folders stay as they are')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give an item another name')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an item: its folders, its id, the options that are stated for it')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check items: they take part in runs of that kind')
            [CompletionResult]::new('uncheck', 'uncheck', [CompletionResultType]::ParameterValue, 'Uncheck items: they take no part in runs of that kind')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Leave items out of runs until they are resumed')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Take paused items into runs again')
            [CompletionResult]::new('com-host', 'com-host', [CompletionResultType]::ParameterValue, 'Hold a handler of a module and speak the handler protocol')
            [CompletionResult]::new('__generate', '__generate', [CompletionResultType]::ParameterValue, 'Write man pages and completions for packages')
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
        'syncmgr;help;com-host' {
            break
        }
        'syncmgr;help;__generate' {
            break
        }
        'syncmgr;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
