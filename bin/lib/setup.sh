# Sourced by the other scripts: sees to it that what Martlet is built from is on this machine.
#
# martlet_setup           installs missing Debian packages (as root or with sudo), checks the Swift toolchain
# martlet_python_clients  makes .build/clients-venv with the Python clients, once per Tests/Clients/requirements.txt

martlet_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
martlet_packages=(zlib1g-dev libisal-dev liblz4-dev libzstd-dev libsnappy-dev libxxhash-dev kcat python3-venv)

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

martlet_setup() {
    martlet_install_packages
    command -v swift >/dev/null || die "Martlet needs Swift 6.2 or later: https://www.swift.org/install/linux/"
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    printf '6.2\n%s\n' "$version" | sort --check=quiet --version-sort ||
        die "Martlet needs Swift 6.2 or later; this is ${version:-unknown} ($(command -v swift))."
}

martlet_install_packages() {
    command -v dpkg-query >/dev/null || {
        say "Not a Debian system: install the equivalents of ${martlet_packages[*]} by hand."
        return 0
    }
    local missing=() package
    for package in "${martlet_packages[@]}"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    local as_root=()
    if ((EUID != 0)); then
        sudo --non-interactive true 2>/dev/null ||
            die "Some packages are missing. Install them with:
    sudo sh -c 'apt-get update && apt-get install -y ${missing[*]}'"
        as_root=(sudo --non-interactive)
    fi
    say "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

martlet_python_clients() {
    local venv=$martlet_root/.build/clients-venv requirements=$martlet_root/Tests/Clients/requirements.txt
    cmp --silent "$requirements" "$venv/requirements.txt" || {
        say "Installing the Python clients in ${venv#"$martlet_root"/}"
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2
        cp "$requirements" "$venv/requirements.txt"
    }
}
