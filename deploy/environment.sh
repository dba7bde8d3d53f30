# Shell functions that ./run, ./test and .ci/run share: Debian packages, the Python environment,
# and servers of our own for tests. Sourced, never run; expects `set -euo pipefail`.

checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
venv="$checkout/.venv"
python="$venv/bin/python"

say() { printf '%s\n' "$*" >&2; }
give_up() { say "$@"; exit 1; }

# Empty for root, "sudo -n" where sudo asks for no password; fails where neither is to be had.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n -- "$@"
    else return 126
    fi
}

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null |
            grep -qx installed || printf '%s\n' "$package"
    done
}

# Install the Debian packages named that are not there yet; 1 when that is not possible.
install_packages() {
    local missing log
    command -v dpkg-query >/dev/null || {
        say "This is not a Debian: please see to it yourself that these are there: $*"
        return 0
    }
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    as_root true 2>/dev/null || {
        say "These Debian packages are missing, and installing them needs root:" \
            "    apt-get install ${missing[*]}"
        return 1
    }
    say "Installing Debian packages: ${missing[*]}"
    log=$(mktemp)
    if as_root apt-get update -qq >"$log" 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
            -o Dpkg::Options::=--force-unsafe-io --no-install-recommends "${missing[@]}" \
            >>"$log" 2>&1
    then
        rm -f "$log"
    else
        tail -n 20 "$log" >&2
        rm -f "$log"
        say "They could not be installed. Try by hand: apt-get install ${missing[*]}"
        return 1
    fi
}

# Print a Python of 3.11 or newer that can make an environment; fail when there is none.
find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null && { command -v "$candidate"; return; }
    done
    return 1
}

# Runtime packages of Debian: what WeasyPrint draws with, and fonts for the six UN languages.
# gettext makes of the catalogues of translations what programs read.
runtime_packages=(ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    fonts-noto-core fonts-noto-cjk gettext)

# The packages named and, where no Python serves, Debian's: all in one go.
install_packages_and_python() {
    if [ -x "$python" ] || find_python >/dev/null; then
        install_packages "$@"
    else
        install_packages "$@" python3 python3-venv
    fi
}

# Make of each catalogue of translations what programs read, where it is newer.
compile_translations() {
    local catalogue
    while IFS= read -r -d '' catalogue; do
        if [ ! "${catalogue%.po}.mo" -nt "$catalogue" ]; then
            msgfmt --check-format --output-file "${catalogue%.po}.mo" "$catalogue"
        fi
    done < <(find "$checkout/locale" -name '*.po' -print0)
}

# Make .venv with the requirements of `run` or of `test`. A stamp keeps the second time quick.
make_environment() {
    local purpose=$1 file=requirements.txt stamp wanted found
    if [ "$purpose" = test ]; then file=requirements-dev.txt; fi
    compile_translations
    stamp="$venv/.made-for-$purpose"
    wanted=$(sha256sum "$checkout/requirements.txt" "$checkout/$file" | cut -d' ' -f1)
    if [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] &&
        "$python" -c 'import django' 2>/dev/null
    then
        return
    fi
    (
        flock 9
        if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            found=$(find_python) ||
                give_up "Python 3.11 or newer with its venv module is needed and was not found."
            say "Making the Python environment in .venv"
            "$found" -m venv --clear "$venv"
        fi
        say "Installing Python packages from $file"
        "$python" -m pip install --quiet --disable-pip-version-check --no-input \
            --require-hashes --only-binary :all: --no-compile --requirement "$checkout/$file"
        printf '%s\n' "$wanted" >"$stamp"
    ) 9<"$checkout"
}

# --- servers of our own, for tests: found at a port of their own, gone afterwards -----------------

# Run as an ordinary person: PostgreSQL refuses root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
    "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Start PostgreSQL and Redis in folder $1 and export DATABASE_URL and REDIS_URL.
start_servers() {
    local folder=$1 bin port
    install_packages postgresql redis-server
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
    [ -n "$bin" ] || give_up "PostgreSQL's programs were not found under /usr/lib/postgresql."
    postgres_bin=$bin postgres_folder="$folder/postgres"
    mkdir -p "$postgres_folder" "$folder/redis"
    chmod 711 "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_folder"; fi
    as_postgres "$bin/initdb" --pgdata "$postgres_folder/data" --username rogatory \
        --auth trust --encoding UTF8 --no-locale --no-sync >/dev/null
    port=$(free_port)
    # Durability is not what these tests ask of the server; speed is.
    as_postgres "$bin/pg_ctl" --pgdata "$postgres_folder/data" --silent --wait \
        --log "$postgres_folder/log" --options "-p $port -k $postgres_folder \
        -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off" start
    export DATABASE_URL="postgres://rogatory@127.0.0.1:$port/rogatory"
    port=$(free_port)
    redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no \
        --dir "$folder/redis" --daemonize yes --pidfile "$folder/redis/pid" \
        --logfile "$folder/redis/log" >/dev/null
    export REDIS_URL="redis://127.0.0.1:$port/0"
}

stop_servers() {
    local folder=$1 pid _try
    if [ -n "${postgres_bin:-}" ]; then
        as_postgres "$postgres_bin/pg_ctl" --pgdata "$postgres_folder/data" --silent \
            --mode immediate stop || true
    fi
    if [ -s "$folder/redis/pid" ]; then
        pid=$(cat "$folder/redis/pid")
        kill "$pid" || true
        # It tidies its folder while it ends, and would do so in one that is being removed.
        for _try in $(seq 100); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
    fi
}
