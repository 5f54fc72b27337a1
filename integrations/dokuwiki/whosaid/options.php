<?php

/** Settings and page in, the HTML that both parts of the plugin write out. */

namespace dokuwiki\plugin\whosaid;

/** The address of the server without a slash at its end; empty for what is no web address. */
function server($given): string
{
    $server = rtrim((string)$given, '/');
    return preg_match('~^https?://[^\s"\'<>;,]+$~', $server) ? $server : '';
}

/** Those of the given options that are allowed and not empty, as data-* attributes. */
function data(array $given, array $allowed): array
{
    $data = [];
    foreach ($allowed as $name) {
        if (isset($given[$name]) && (string)$given[$name] !== '') {
            $data["data-$name"] = (string)$given[$name];
        }
    }
    return $data;
}
