# What publishing over ssh does on the server, with what every Linux server has: sh, tar, cp, find, xargs, flock.
# Called as: sh -c <this> sh <what to do> <link> <more>. The layout is that of folder.py.
# What comes on stdin is read whole before the lock is taken: a connection that hangs holds up nobody.
set -eu
umask 022
LC_ALL=C
export LC_ALL
do=$1 link=$2
shift 2
dir=$(dirname -- "$link") base=$(basename -- "$link")
echo porchlight

for tool in tar cp find xargs flock mktemp; do
    command -v "$tool" >/dev/null || { echo "$tool" >&2; exit 80; }
done

# Names the live release; refuses what is not ours.
live() {
    if [ -L "$dir/$base" ]; then
        to=$(readlink "$dir/$base")
        case $to in
            "$base.releases/"*) printf '%s\n' "${to#"$base.releases/"}" ;;
            *) echo "$to" >&2; exit 77 ;;
        esac
    elif [ -d "$dir/$base" ]; then
        [ -z "$(ls -A -- "$dir/$base")" ] || exit 78
    elif [ -e "$dir/$base" ]; then
        exit 78
    fi
}

# Keeps others out until this process ends.
lock() {
    exec 9>>.porchlight
    flock -n 9 || exit 75
}

# Undoes what a killed deploy left behind. A release that `.next` names was never live, unless it is.
settle() {
    was=$(cd .. && dir=. && live)
    if [ -L .next ]; then
        never=$(readlink .next)
        if [ "$never" != "$was" ] && [ -d "$never" ]; then mv -- "$never" ".old-$never"; fi
        rm -f .next
    fi
    rm -rf .part .old-*
    for record in *.json; do
        if [ -e "$record" ] && [ ! -d "${record%.json}" ]; then rm -f -- "$record"; fi
    done
}

# Makes the served path a link to a release: by renaming, since a link cannot be changed in place.
point() {
    rm -f -- "../.$base.next"
    ln -s -- "$base.releases/$1" "../.$base.next"
    if [ ! -L "../$base" ] && [ -d "../$base" ]; then rmdir -- "../$base"; fi
    mv -fT -- "../.$base.next" "../$base" 2>/dev/null || mv -fh -- "../.$base.next" "../$base"
    rm -f .next
}

# Reads what the client sent into a folder of its own.
receive() {
    job=$(mktemp -d .job.XXXXXX)
    trap 'rm -rf "$job"' EXIT
    # With the time of this machine: what is newer than its record was edited.
    tar -xmf - -C "$job"
}

# Says which release is live, which are there, and what the live one is made of.
show() {
    was=$(cd .. && dir=. && live)
    printf '%s\n' "$was"
    for record in *.json; do
        if [ -d "${record%.json}" ]; then printf '%s ' "${record%.json}"; fi
    done
    echo
    if [ -n "$was" ] && [ -e "$was.json" ]; then cat -- "$was.json"; fi
    echo
}

# Names what was edited in the live release: it is newer than the record.
edited() {
    if [ -n "$was" ] && [ -e "$was.json" ]; then find "$was" -type f -newer "$was.json" -print0; fi
}

# Brings new files to the disk before anything leads to them: those few, or all.
flush() {
    if [ -s "$job/flush" ]; then
        (cd .incoming && xargs -0 sync -- <"../$job/flush") 2>/dev/null || sync
    else
        sync -f . 2>/dev/null || sync
    fi
}

was=$(live)
case $do in
begin) mkdir -p -- "$dir/$base.releases" ;;
esac
if [ ! -d "$dir/$base.releases" ]; then
    if [ "$do" = look ]; then printf '%s\n' "$was"; fi
    exit 0
fi
cd -- "$dir/$base.releases"
if [ ! -e .porchlight ] && [ -n "$(ls -A)" ]; then exit 79; fi

case $do in
look)
    if [ -w .porchlight ]; then (lock && settle) || true; fi
    show
    edited
    ;;
list)
    if [ -w .porchlight ]; then (lock && settle) || true; fi
    cd ..
    (dir=. && live)
    cd -- "$base.releases"
    for record in *.json; do
        if [ -d "${record%.json}" ]; then printf '%s\t' "${record%.json}"; cat -- "$record"; echo; fi
    done
    ;;
begin)
    : >>.porchlight
    mkdir -p .incoming
    show
    edited
    ;;
place)
    name=$1 parent=$2 from=$3
    receive
    lock
    settle
    [ "$was" = "$parent" ] || exit 76
    if [ -n "$from" ]; then
        cp -al -- "$from" .part 2>/dev/null || { rm -rf .part; cp -a -- "$from" .part; }
    else
        mkdir .part
    fi
    (cd .part && xargs -0 rm -f -- <"../$job/remove")
    find .part -mindepth 1 -depth -type d -empty -delete
    tar -xf "$job/links.tar"
    mv -- "$job/record.json" "$name.json"
    # From here on the next one knows, by this link, which release never went live.
    ln -s -- "$name" .next
    mv -- .part "$name"
    flush
    point "$name"
    (cd .incoming && xargs -0 rm -f -- <"../$job/used")
    ;;
back)
    name=$1 parent=$2
    receive
    lock
    settle
    [ "$was" = "$parent" ] && [ -d "$name" ] || exit 76
    tar -xf "$job/links.tar"
    # A record keeps the time of laying out: what is newer in the release was edited.
    touch -r "$name.json" -- "$job/record.json"
    mv -- "$job/record.json" "$name.json"
    point "$name"
    ;;
prune)
    lock
    settle
    for name in "$@"; do
        if [ "$name" != "$was" ] && [ -d "$name" ]; then mv -- "$name" ".old-$name"; fi
    done
    settle
    find .incoming -type f -mmin +1440 -delete
    find . -maxdepth 1 -name '.job.*' -mmin +1440 -exec rm -rf -- {} +
    ;;
esac
