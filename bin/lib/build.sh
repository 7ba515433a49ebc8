# Sourced after setup.sh.
#
# martlet_build_release   builds the release binary, $martlet_release_binary, when a source is newer than the
#                         last build; progress goes to stderr

martlet_release_binary=$martlet_root/.build/release/martlet

martlet_build_release() {
    local built=$martlet_root/.build/release/martlet.built
    if [[ -x $martlet_release_binary && -e $built ]]; then
        # A directory is newer, too, when a file in it was removed.
        [[ -n $(cd "$martlet_root" && find Package.swift Sources -newer "$built" -print -quit) ]] || return 0
    fi
    martlet_setup
    local started
    started=$(mktemp)
    (cd "$martlet_root" && swift build --configuration release --product martlet >&2)
    # Dated before the build, so that a source saved while it ran counts as newer.
    touch --reference="$started" "$built"
    rm "$started"
}
