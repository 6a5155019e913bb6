# Shell functions that run the demo company: sandbox, daemon and private PostgreSQL in a home of its own. Sourced by app/run.
# Everything started is written to $demo_home/run/*.pid, so that `app/run --stop` finds what a dead run left.

demo_paths() {
    local base
    if [ -n "${BILLHOOK_HOME:-}" ]; then base=$BILLHOOK_HOME
    elif [ "$(id -u)" -eq 0 ]; then base=/var/lib/billhook
    else base=${XDG_DATA_HOME:-$HOME/.local/share}/billhook; fi
    demo_home=$base/demo
    demo_bin=$root/build/release/bin
    demo_started=()
}

# The demo's programs see its own settings and none of the caller's. Set once the ports and secrets are known.
demo_set_env() {
    demo_env=(env -u BILLHOOK_DATABASE_URL -u BILLHOOK_METRICS_TOKEN -u STRIPE_PUBLISHABLE_KEY -u STRIPE_SECRET_KEY_FILE
        -u STRIPE_WEBHOOK_SECRET_FILE BILLHOOK_HOME="$demo_home" BILLHOOK_LISTEN="127.0.0.1:$demo_port" BILLHOOK_DEMO=1
        BILLHOOK_COMPANY='Larkspur Labs' BILLHOOK_ZONE=America/New_York BILLHOOK_CURRENCY=usd
        STRIPE_API_BASE="$demo_stripe" STRIPE_SECRET_KEY="$demo_key" STRIPE_WEBHOOK_SECRET="$demo_secret")
}

free_ports() {
    python3 -c '
import socket
held = [socket.socket() for _ in range(2)]
for s in held: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in held])'
}

# demo_background NAME COMMAND...: starts it with its log and pid file under the home. It holds none of our locks, and ends with
# us even when we are killed.
demo_background() {
    local name=$1
    shift
    setpriv --pdeathsig TERM -- "$@" >>"$demo_home/log/$name.log" 2>&1 9>&- </dev/null &
    echo $! >"$demo_home/run/$name.pid"
    demo_started=("$name" "${demo_started[@]+"${demo_started[@]}"}")
}

# A pid file may be old: only a process that runs one of our programs is ours.
demo_pid_of() {
    local pid
    pid=$(cat "$demo_home/run/$1.pid" 2>/dev/null) || return 1
    case "$(readlink "/proc/$pid/exe" 2>/dev/null)" in */billhookd* | */billhook-sandbox*) printf '%s' "$pid" ;; *) return 1 ;; esac
}

# Whether what this run started is still there (a fresh process may not run its program yet).
demo_alive() { kill -0 "$(cat "$demo_home/run/$1.pid" 2>/dev/null)" 2>/dev/null; }

demo_stop_one() {
    local pid deadline=$((SECONDS + 20))
    if pid=$(demo_pid_of "$1"); then
        kill -TERM "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null && [ "$(ps -o stat= -p "$pid" 2>/dev/null | cut -c1)" != Z ] && [ $SECONDS -lt $deadline ]; do
            sleep 0.05
        done
        if kill -0 "$pid" 2>/dev/null && [ $SECONDS -ge $deadline ]; then kill -KILL "$pid" 2>/dev/null || true; fi
    fi
    rm -f "$demo_home/run/$1.pid"
}

# A second Ctrl+C must not leave half of it running.
demo_stop() {
    trap - EXIT
    trap '' INT TERM HUP
    local name
    for name in "${demo_started[@]+"${demo_started[@]}"}"; do demo_stop_one "$name"; done
    demo_stop_cluster
    rm -f "$demo_home/run/services.env"
}

# The daemon stops the server that it started. One that a dead run left, or a daemon that had to be killed, is stopped here.
demo_stop_cluster() {
    local owner
    [ -s "$demo_home/postgres/data/postmaster.pid" ] || return 0
    owner=$(stat -c %U "$demo_home/postgres/data")
    if [ "$owner" = "$(id -un)" ]; then set --; else set -- runuser -u "$owner" --; fi
    (cd / && "$@" /usr/lib/postgresql/15/bin/pg_ctl -D "$demo_home/postgres/data" -m fast -w -t 20 stop >&2) || true
}

demo_stop_left() {
    local name
    [ -d "$demo_home" ] || { say "nothing is running under $demo_home"; return 0; }
    for name in live serve sandbox; do demo_stop_one "$name"; done
    rm -f "$demo_home/run/services.env"
    demo_stop_cluster
    say "stopped what ran under $demo_home"
}

wait_for_http() {
    local deadline=$((SECONDS + $2)) name=$3
    until python3 -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=2)' "$1" 2>/dev/null; do
        demo_alive "$name" || { echo "app/run: the $name process ended; its last words:" >&2; tail -n 5 "$demo_home/log/$name.log" >&2; exit 1; }
        [ $SECONDS -lt $deadline ] || { echo "app/run: no answer from $1 within $2 s; see $demo_home/log/$name.log" >&2; exit 1; }
        sleep 0.1
    done
}

# Registers the daemon the Stripe way, once; later only its port is told. Prints the signing secret, which the sandbox shows only once.
register_endpoint() {
    python3 -c '
import json, os, sys, urllib.error, urllib.parse, urllib.request as u
base, key, url, kept = sys.argv[1:]
def post(path, **parameters):
    body = urllib.parse.urlencode({"url": url, "enabled_events[0]": "*", **parameters}).encode()
    return json.load(u.urlopen(u.Request(base + path, body, {"Authorization": "Bearer " + key}), timeout=10))
try:
    with open(kept) as file: endpoint = json.load(file)
    post("/v1/webhook_endpoints/" + endpoint["id"])
except (OSError, ValueError, urllib.error.HTTPError):
    endpoint = post("/v1/webhook_endpoints")
    with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file: json.dump(endpoint, file)
print(endpoint["secret"])' "$demo_stripe" "$demo_key" "http://127.0.0.1:$demo_port/api/webhooks/stripe" "$demo_home/endpoint.json"
}

# The demo's own key: the same at every start, as a call that a crash cut off is finished under it.
demo_read_key() {
    [ -s "$demo_home/stripe.key" ] || (umask 077 && echo "sk_test_$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')" >"$demo_home/stripe.key")
    demo_key=$(cat "$demo_home/stripe.key")
}

# demo_words ORGANIZATIONS MONTHS: the command that sends the company; the same words make the same company.
demo_words() {
    demo_words=("$demo_bin/billhook-sandbox" demo --to "http://127.0.0.1:$demo_port/api/webhooks/stripe" --secret "$demo_secret"
        --state "$demo_home/sandbox" --seed 20261118 --months "$2" --organizations "$1" --end "$(cat "$demo_home/demo.end")")
}

demo_load() {
    local organizations=$1 months=$2 began=$SECONDS
    [ -f "$demo_home/demo.end" ] || date -u +%Y-%m-%dT%H:%M:%SZ >"$demo_home/demo.end"
    say "loading the demo company: $organizations organizations, $months months of signed webhooks"
    demo_words "$organizations" "$months"
    "${demo_words[@]}" --directory "$demo_home/directory.jsonl" --rates "$demo_home/rates.csv" >&2
    "${demo_env[@]}" "$demo_bin/billhookd" directory import "$demo_home/directory.jsonl" >&2
    "${demo_env[@]}" "$demo_bin/billhookd" rates import "$demo_home/rates.csv" >&2
    "${demo_env[@]}" "$demo_bin/billhookd" digest --wait 120 >"$demo_home/loaded.digest"
    echo "$organizations $months" >"$demo_home/loaded"
    say "loaded in $((SECONDS - began)) s"
}

# demo_link_plan NAME AMOUNT LIMITS...: makes a plan of the product of that name, its default the monthly price in dollars.
demo_link_plan() {
    local product name=$1 amount=$2
    shift 2
    if "${demo_env[@]}" "$demo_bin/billhookd" plan show "${name,,}" >/dev/null 2>&1; then return 0; fi
    product=$(python3 -c '
import json, sys, urllib.request as u
base, key, name = sys.argv[1:]
products = json.load(u.urlopen(u.Request(base + "/v1/products?limit=100", headers={"Authorization": "Bearer " + key}), timeout=10))["data"]
print(next(one["id"] for one in products if one["name"] == name))' "$demo_stripe" "$demo_key" "$name")
    "${demo_env[@]}" "$demo_bin/billhookd" plan link "$product" --slug "${name,,}" --price-amount "$amount" --currency usd \
        --interval month "$@" >/dev/null
}

# The five base plans; the tiered and the metered product are add-ons and no plans.
demo_link_plans() {
    demo_link_plan Starter 2900 --max-users 5 --max-projects 5
    demo_link_plan Team 1400 --max-users 1 --max-projects 2 --limits-per-unit true
    demo_link_plan Business 2900 --max-users 1 --max-projects 5 --limits-per-unit true
    demo_link_plan Scale 49900 --max-users unlimited --max-projects 50
    demo_link_plan Enterprise 4900 --max-users 1 --max-projects 10 --limits-per-unit true
    touch "$demo_home/linked"
}

# demo_start ORGANIZATIONS MONTHS RATE once|live: attaches to a running demo of this home, or starts one and stops it on exit.
demo_start() {
    mkdir -p "$demo_home/run" "$demo_home/log"
    chmod 755 "$demo_home"
    exec 9>"$demo_home/run/lock"
    if ! flock -n 9; then
        say "a demo is already running under $demo_home: using it"
        demo_attach
        return
    fi
    if [ -f "$demo_home/loaded" ] && { [ "$(cat "$demo_home/loaded")" != "$1 $2" ] || [ ! -s "$demo_home/sandbox/journal" ]; }; then
        say "the demo held $(cat "$demo_home/loaded") (organizations, months): making it anew"
        demo_stop_left
        find "$demo_home" -mindepth 1 -maxdepth 1 ! -name run ! -name log -exec rm -rf {} +
    fi
    for name in live serve sandbox; do demo_stop_one "$name"; done
    trap demo_stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    read -r demo_port demo_stripe_port < <(free_ports)
    demo_stripe=http://127.0.0.1:$demo_stripe_port
    demo_read_key
    demo_background sandbox "$demo_bin/billhook-sandbox" serve --listen "127.0.0.1:$demo_stripe_port" --state "$demo_home/sandbox"
    demo_wait_for_sandbox
    demo_secret=$(register_endpoint)
    demo_set_env
    demo_background serve "${demo_env[@]}" "$demo_bin/billhookd" serve
    wait_for_http "http://127.0.0.1:$demo_port/readyz" 60 serve
    demo_url=$("${demo_env[@]}" "$demo_bin/billhookd" migrate | sed -n 's/^database: //p')
    [ -f "$demo_home/loaded" ] || demo_load "$1" "$2"
    [ -f "$demo_home/linked" ] || demo_link_plans
    demo_token=$("${demo_env[@]}" "$demo_bin/billhookd" token create --name "demo-$$" --superuser)
    if [ "$4" = live ] && [ "$3" != 0 ]; then
        demo_words "$1" "$2"
        demo_background live "${demo_words[@]}" --live-only --live "$3"
    fi
    demo_lines | (umask 077 && cat >"$demo_home/run/services.env")
}

demo_wait_for_sandbox() {
    local deadline=$((SECONDS + 20))
    until (exec 3<>"/dev/tcp/127.0.0.1/$demo_stripe_port") 2>/dev/null; do
        demo_alive sandbox || { echo "app/run: the sandbox ended; its last words:" >&2; tail -n 5 "$demo_home/log/sandbox.log" >&2; exit 1; }
        [ $SECONDS -lt $deadline ] || { echo "app/run: the sandbox does not listen; see $demo_home/log/sandbox.log" >&2; exit 1; }
        sleep 0.05
    done
}

demo_attach() {
    local deadline=$((SECONDS + 150)) key value
    until [ -s "$demo_home/run/services.env" ]; do
        [ $SECONDS -lt $deadline ] || { echo "app/run: the running demo does not get ready; app/run --stop ends it" >&2; exit 1; }
        sleep 0.2
    done
    while IFS='=' read -r key value; do
        case "$key" in
            BILLHOOK_DATABASE_URL) demo_url=$value ;;
            BILLHOOK_URL) demo_port=${value##*:} ;;
            BILLHOOK_TOKEN) demo_token=$value ;;
            STRIPE_API_BASE) demo_stripe=$value ;;
            STRIPE_SECRET_KEY) demo_key=$value ;;
            STRIPE_WEBHOOK_SECRET) demo_secret=$value ;;
        esac
    done <"$demo_home/run/services.env"
    demo_set_env
}

demo_lines() {
    printf '%s\n' "BILLHOOK_HOME=$demo_home" "BILLHOOK_DATABASE_URL=$demo_url" "BILLHOOK_URL=http://127.0.0.1:$demo_port" \
        "BILLHOOK_TOKEN=$demo_token" "STRIPE_API_BASE=$demo_stripe" "STRIPE_SECRET_KEY=$demo_key" "STRIPE_WEBHOOK_SECRET=$demo_secret"
}

demo_print_services() { demo_lines; echo ready; }

# Stays until a signal comes or the daemon ends.
demo_wait() {
    local pid
    pid=$(demo_pid_of serve) || { echo "app/run: the daemon is not running" >&2; exit 1; }
    while kill -0 "$pid" 2>/dev/null; do sleep 1; done
    echo "app/run: the daemon ended; see $demo_home/log/serve.log" >&2
    exit 1
}

demo_desktop() { setpriv --pdeathsig TERM -- "${demo_env[@]}" BILLHOOK_DATABASE_URL="$demo_url" "$demo_bin/billhook" "$@" 9>&-; }
