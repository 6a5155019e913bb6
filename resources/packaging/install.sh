# Shell functions that install the Debian packages of packages.txt and build. Sourced by app/run, tests/run, .ci/run and others.

say() { printf '== %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages [group...]: installs what is missing of "build" and the groups named. Nothing missing: no word, no root.
install_packages() {
    local list group missing=()
    list=$(dirname "${BASH_SOURCE[0]}")/packages.txt
    for group in build "$@"; do
        for package in $(sed -n "s/^$group: //p" "$list"); do
            dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
        done
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "These packages are missing and neither root nor sudo is at hand: ${missing[*]}" >&2; exit 2; }
        say "sudo may ask for your password once"
        sudo -v
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >&2
    without_starting_services env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}" >&2
}

# Runs a command that installs packages as root, so that none of them starts a server now or at a boot: Debian's start a database on
# 5432 and nginx on 80, and ours are private. Whatever ends it, nothing stays that belongs to what was not installed by it.
without_starting_services() (
    switch=/usr/sbin/policy-rc.d
    cluster=/etc/postgresql-common/createcluster.d/billhook.conf
    mask=/etc/systemd/system/nginx.service
    made=()
    undo() {
        for file in "${made[@]}"; do
            case $file in
                "$cluster") [ -e /usr/lib/postgresql/15/bin/postgres ] || as_root rm -f "$file" ;;
                "$mask") [ -e /usr/sbin/nginx ] || as_root rm -f "$file" ;;
                *) as_root rm -f "$file" ;;
            esac
        done
    }
    trap undo EXIT
    trap 'exit 130' INT TERM HUP
    case " $* " in *" nginx "*)
        if [ ! -e /usr/sbin/nginx ] && [ ! -e "$mask" ] && [ ! -L "$mask" ]; then
            made+=("$mask")
            as_root mkdir -p "${mask%/*}"
            as_root ln -s /dev/null "$mask"
        fi ;;
    esac
    if [ ! -e /usr/lib/postgresql/15/bin/postgres ] && [ ! -e "$cluster" ]; then
        made+=("$cluster")
        as_root mkdir -p "${cluster%/*}"
        echo 'create_main_cluster = false' | as_root tee "$cluster" >/dev/null
    fi
    if [ ! -e "$switch" ]; then
        made+=("$switch")
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$switch" >/dev/null
        as_root chmod 755 "$switch"
    fi
    as_root "$@"
)

# build_release ROOT [TARGET...]: the release preset's programs, or those targets; the caller then stands in ROOT.
build_release() {
    local root=$1
    shift
    [ $# -gt 0 ] || set -- billhook billhookd billhook-sandbox
    build_targets "$root" release "$@"
    cd "$root"
}

# build_targets ROOT PRESET TARGET...: configures and builds them; quick when nothing changed.
build_targets() {
    local root=$1 preset=$2
    shift 2
    if [ ! "$root/CMakePresets.json" -ot "$root/build/$preset/build.ninja" ]; then
        say "configuring $preset"
        (cd "$root" && cmake --preset "$preset" >&2)
    fi
    if [ "$(ninja -C "$root/build/$preset" -n "$@" 2>/dev/null | tail -n 1)" != "ninja: no work to do." ]; then
        say "building (preset $preset; the first time takes several minutes)"
        (cd "$root" && cmake --build --preset "$preset" --target "$@" >&2)
    fi
}
