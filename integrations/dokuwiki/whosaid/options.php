<?php

/** Settings and page in, the HTML that both parts of the plugin write out. */

namespace dokuwiki\plugin\whosaid;

/** The address of the server without a slash at its end; empty for what is no web address. */
function server($given): string
{
    $server = rtrim((string)$given, '/');
    return preg_match('~^https?://[^\s"\'<>;,]+$~', $server) ? $server : '';
}

/**
 * For a logged-in reader a token of fifteen minutes, as an attribute; for anybody else nothing. A JWT (RFC 7519), HS256.
 */
function token(string $secret, string $reader): array
{
    if ($secret === '' || $reader === '') {
        return [];
    }
    $wiki = parse_url(DOKU_URL);
    $origin = "{$wiki['scheme']}://{$wiki['host']}" . (isset($wiki['port']) ? ":{$wiki['port']}" : '');
    $claims = ['iss' => $origin, 'aud' => 'whosaid', 'sub' => $reader, 'iat' => time(), 'exp' => time() + 900];
    $signed = base64url(json_encode(['alg' => 'HS256', 'typ' => 'JWT'])) . '.' . base64url(json_encode($claims));
    return ['data-token' => "$signed." . base64url(hash_hmac('sha256', $signed, $secret, true))];
}

function base64url(string $raw): string
{
    return rtrim(strtr(base64_encode($raw), '+/', '-_'), '=');
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
