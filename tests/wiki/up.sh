#!/usr/bin/env bash
# Sets up a real MediaWiki and a real DokuWiki from Debian's packages with our extension and plugin, and serves them.
#   tests/wiki/up.sh FOLDER MEDIAWIKI_PORT DOKUWIKI_PORT WHOSAID_ADDRESS
# Needs: apt-get install -y --no-install-recommends lighttpd php-cgi php-cli mediawiki php-sqlite3 dokuwiki
# (lighttpd and php-cgi only keep apache2 away; PHP's own server does the serving). Stop: kill -- $(cat FOLDER/*.pid)
set -euo pipefail
folder=$(realpath -m "$1") mediawiki_port=$2 dokuwiki_port=$3 whosaid=$4
house=$(realpath "$(dirname "$0")/../..")
mkdir -p "$folder"/mw/{data,conf}

# One page is one request for the text and several at once for its scripts: one worker would wait for itself.
serve() { # NAME PORT FOLDER [ROUTER]
  PHP_CLI_SERVER_WORKERS=4 setsid php -q -S "127.0.0.1:$2" -t "$3" >"$folder/$1.log" 2>&1 </dev/null &
  echo "-$!" >"$folder/$1.pid" # a process group: the workers go with it
}

mediawiki() {
  cd /usr/share/mediawiki
  php maintenance/install.php --dbtype sqlite --dbpath "$folder/mw/data" --confpath "$folder/mw/conf" \
    --server "http://127.0.0.1:$mediawiki_port" --scriptpath "" --pass 'Newsroom-Test-2026' "Newsroom Wiki" Admin
  cat >>"$folder/mw/conf/LocalSettings.php" <<PHP
\$wgServer = 'http://' . ( \$_SERVER['HTTP_HOST'] ?? '127.0.0.1:$mediawiki_port' );
\$wgMainCacheType = \$wgParserCacheType = \$wgMessageCacheType = CACHE_NONE;
wfLoadSkin( 'Vector' );
wfLoadSkin( 'Timeless' );
wfLoadSkin( 'MonoBook' );
wfLoadSkin( 'MinervaNeue' );
\$wgDefaultSkin = 'vector-2022';
wfLoadExtension( 'Whosaid', '$house/integrations/mediawiki/Whosaid/extension.json' );
\$wgWhosaidServer = '$whosaid';
\$wgWhosaidSecret = '0123456789abcdef0123456789abcdef';
// What the tests vary from page to page, by a cookie of their own:
\$wgCSPHeader = ( \$_COOKIE['test_csp'] ?? '' ) === 'on';
if ( isset( \$_COOKIE['test_options'] ) ) { \$wgWhosaidOptions = json_decode( \$_COOKIE['test_options'], true ); }
\$wgWhosaidButton = !isset( \$_COOKIE['test_button'] );
if ( isset( \$_COOKIE['test_lang'] ) ) { \$wgLanguageCode = \$_COOKIE['test_lang']; }
PHP
  export MW_CONFIG_FILE="$folder/mw/conf/LocalSettings.php"
  write() { php maintenance/edit.php -u Admin "$1"; }
  printf '%s\n' 'The coalition turned down joint strikes on the columns, the Russian ministry says.' '' \
    '== Reports ==' 'Several outlets reported the charge.' | write 'Eastern Syria, November 2017'
  printf '%s\n' 'Notes before.' '' '<whosaid height="2000" onclick="x" data-opener="y" title="Ask about this" />' '' \
    'Notes after.' | write 'Inline desk'
  echo '<whosaid/>' | write 'Plain desk'
  echo 'A page.' | write 'Main Page'
  serve mediawiki "$mediawiki_port" /usr/share/mediawiki
}

dokuwiki() {
  cp -rL /usr/share/dokuwiki "$folder/dk"
  rm -rf "$folder/dk/conf" "$folder/dk/inc/preload.php" "$folder/dk/install.php"
  cp -rL /etc/dokuwiki "$folder/dk/conf"
  cp -r "$house/integrations/dokuwiki/whosaid" "$folder/dk/lib/plugins/"
  mkdir -p "$folder"/dk/data/{attic,cache,index,locks,log,media,media_attic,media_meta,meta,pages,tmp}
  # Debian's own savedir points elsewhere: every page would be said not to exist.
  cat >"$folder/dk/conf/local.php" <<PHP
<?php
\$conf['title'] = 'Newsroom Notes';
\$conf['savedir'] = '$folder/dk/data';
\$conf['useacl'] = 1; // without it there is no log-in form to keep away from
\$conf['plugin']['whosaid']['server'] = '$whosaid';
\$conf['plugin']['whosaid']['secret'] = '0123456789abcdef0123456789abcdef';
\$conf['lang'] = preg_replace( '/[^a-z]/', '', \$_COOKIE['test_lang'] ?? 'en' );
PHP
  echo '* @ALL 1' >"$folder/dk/conf/acl.auth.php"
  php -r 'echo "admin:", password_hash("Newsroom-Test-2026", PASSWORD_BCRYPT), ":Admin:admin@example.org:user\n";' \
    >"$folder/dk/conf/users.auth.php"
  printf '%s\n' '====== Eastern Syria ======' \
    'The coalition turned down joint strikes on the columns, the Russian ministry says.' >"$folder/dk/data/pages/syria.txt"
  printf '%s\n' '====== Desk ======' 'Before.' '' '{{whosaid>height=2000&onclick=x&title=Ask about this}}' '' 'After.' \
    >"$folder/dk/data/pages/desk.txt"
  printf '%s\n' '====== Plain ======' '{{whosaid}}' >"$folder/dk/data/pages/plain.txt"
  serve dokuwiki "$dokuwiki_port" "$folder/dk"
}

(mediawiki) >"$folder/mediawiki-setup.log" 2>&1 || { tail -5 "$folder/mediawiki-setup.log" >&2; exit 1; }
(dokuwiki) >"$folder/dokuwiki-setup.log" 2>&1 || { tail -5 "$folder/dokuwiki-setup.log" >&2; exit 1; }
for address in "127.0.0.1:$mediawiki_port/index.php?title=Main_Page" "127.0.0.1:$dokuwiki_port/doku.php?id=syria"; do
  for try in {1..100}; do
    php -r 'exit((int)(@file_get_contents("http://" . $argv[1]) === false));' "$address" && continue 2
    sleep 0.2
  done
  echo "$address does not answer; see $folder/*.log" >&2
  exit 1
done
