#!/bin/sh
# Keeps a mirror of a git repository up to date: git-mirror.sh URL FOLDER [NAME]
url=$1 folder=$2 name=${3:-$(basename "$1" .git)} cr=$(printf '\r')
id=$(printf %s "$url" | git hash-object --stdin | sed 's/\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{12\}\).*/{\1-\2-\3-\4-\5}/')
clean() { printf %s "$1" | tr -d '\000-\037' | sed 's/[\\"]/\\&/g'; }
tell() { printf '{"jsonrpc":"2.0","method":"%s","params":{%s}}\n' "$1" "$2"; }
answer() { printf '{"jsonrpc":"2.0","id":%s,%s}\n' "$number" "$1"; }
fetch() {
  if [ -d "$folder" ]; then git -C "$folder" fetch --prune --progress; else
    rm -rf "$folder.new" && git clone --mirror --progress -- "$url" "$folder.new" && mv "$folder.new" "$folder"
  fi
}
mirror() {
  why= && tell Progress '"item":"'"$id"'","status":"updating"'
  { GIT_TERMINAL_PROMPT=0 fetch </dev/null 2>&1; echo "end $?"; } | while IFS= read -r line; do
    case ${line##*"$cr"} in
      'end 0') tell Progress '"item":"'"$id"'","status":"succeeded"'; tell SynchronizeCompleted '"code":"S_OK"' ;;
      'end '*) tell LogError '"level":"error","item":"'"$id"'","text":"'"${why:-$last}"'"'
        tell Progress '"item":"'"$id"'","status":"failed"'; tell SynchronizeCompleted '"code":"E_FAIL"' ;;
      fatal:* | error:*) why=${why:-$(clean "$line")} ;;
      *) last=$(clean "${line##*"$cr"}"); tell Progress '"item":"'"$id"'","text":"'"$last"'"' ;;
    esac
  done
}
while IFS= read -r call; do
  number=$(printf %s "$call" | sed -n 's/.*"id":\([0-9]*\).*/\1/p')
  case $(printf %s "$call" | sed -n 's/.*"method":"\([A-Za-z]*\)".*/\1/p') in
    GetHandlerInfo) answer '"result":{"name":"Git mirrors"}' ;;
    EnumSyncMgrItems) answer '"result":{"items":[{"id":"'"$id"'","name":"'"$(clean "$name")"'"}]}' ;;
    PrepareForSync)
      case $call in *"$id"*) chosen=yes ;; *) chosen= ;; esac
      tell PrepareForSyncCompleted '"code":"S_OK"'; answer '"result":{}' ;;
    Synchronize) # the promise first, then the work
      answer '"result":{}'
      if [ "$chosen" ]; then mirror; else tell SynchronizeCompleted '"code":"S_OK"'; fi ;;
    Initialize | SetProgressCallback | SetItemStatus) answer '"result":{}' ;;
    *) [ -z "$number" ] || answer '"error":{"code":-32601,"message":"no such method"}' ;;
  esac
done
