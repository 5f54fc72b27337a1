<?php

namespace Whosaid;

/**
 * A wiki page in, the same page with the chat's loader and its places out.
 *
 * No type of MediaWiki is named in the signatures: several of them moved between 1.39 and today.
 */
class Hooks {
	/** What a page's author may choose in <whosaid />; everything else is the wiki's to set. */
	private const FOR_AUTHORS = [ 'language', 'theme', 'outlets', 'title', 'placeholder', 'height', 'context' ];

	/** What the wiki may choose in $wgWhosaidOptions. */
	private const FOR_WIKI = [ 'language', 'theme', 'position', 'outlets', 'title', 'placeholder', 'opener', 'context' ];

	public function onParserFirstCallInit( $parser ) {
		$parser->setHook( 'whosaid', [ $this, 'place' ] );
	}

	/** The place of <whosaid />: a link, which the loader turns into the chat. */
	public function place( $content, array $given, $parser ) {
		$server = self::server( $GLOBALS['wgWhosaidServer'] );
		if ( $server === '' ) {
			return '';
		}
		$parser->getOutput()->setExtensionData( 'whosaid', true );
		$data = self::data( $given, self::FOR_AUTHORS ) + [ 'data-whosaid-inline' => '' ];
		$link = self::element( 'a', [ 'href' => "$server/embed/", 'target' => '_blank', 'rel' => 'noopener' ],
			wfMessage( 'whosaid-open' )->inContentLanguage()->text() );
		return self::element( 'div', $data + [ 'class' => 'whosaid' ], '', $link );
	}

	public function onOutputPageParserOutput( $out, $parserOutput ): void {
		if ( $parserOutput->getExtensionData( 'whosaid' ) ) {
			$out->setProperty( 'whosaid', true );
		}
	}

	public function onBeforePageDisplay( $out, $skin ): void {
		$server = self::server( $out->getConfig()->get( 'WhosaidServer' ) );
		$title = $out->getTitle();
		// An article as it is read: never a log-in form, a special page or an edit.
		$reading = $title && $out->isArticle() && $out->getActionName() === 'view';
		$inline = $out->getProperty( 'whosaid' ) === true;
		$button = $out->getConfig()->get( 'WhosaidButton' ) && $reading && $title->isContentPage();
		if ( $server === '' || !( $inline || $button ) ) {
			return;
		}
		$data = self::data( $out->getConfig()->get( 'WhosaidOptions' ), self::FOR_WIKI );
		$page = $reading
			? [ 'data-page-title' => $title->getText(), 'data-page-id' => $title->getPrefixedDBkey() ]
			: [];
		$script = [ 'src' => "$server/widget.js", 'defer' => '', 'data-whosaid' => '' ]
			+ $data + $page + self::token( $out );
		$out->addHeadItem( 'whosaid', self::element( 'script', $script ) );
		$out->getCSP()->addScriptSrc( $server );
		$out->getCSP()->addDefaultSrc( $server );
	}

	/**
	 * For a logged-in reader a token of fifteen minutes, as an attribute; for anybody else nothing: their pages are cached.
	 * A JWT (RFC 7519), HS256.
	 */
	private static function token( $out ): array {
		$secret = (string)$out->getConfig()->get( 'WhosaidSecret' );
		$user = $out->getUser();
		if ( $secret === '' || !$user->isRegistered() ) {
			return [];
		}
		$wiki = parse_url( $out->getRequest()->getFullRequestURL() );
		$port = isset( $wiki['port'] ) ? ":{$wiki['port']}" : '';
		$claims = [ 'iss' => "{$wiki['scheme']}://{$wiki['host']}$port", 'aud' => 'whosaid', 'sub' => $user->getName(),
			'iat' => time(), 'exp' => time() + 900 ];
		$parts = array_map( static fn ( $part ) => self::base64url( json_encode( $part ) ),
			[ [ 'alg' => 'HS256', 'typ' => 'JWT' ], $claims ] );
		$signed = implode( '.', $parts );
		return [ 'data-token' => "$signed." . self::base64url( hash_hmac( 'sha256', $signed, $secret, true ) ) ];
	}

	private static function base64url( string $raw ): string {
		return rtrim( strtr( base64_encode( $raw ), '+/', '-_' ), '=' );
	}

	/** The address of the server without a slash at its end; empty for what is no web address. */
	private static function server( $given ): string {
		$server = rtrim( (string)$given, '/' );
		return preg_match( '~^https?://[^\s"\'<>;,]+$~', $server ) ? $server : '';
	}

	/** The options that may be chosen here, as data-* attributes. */
	private static function data( array $given, array $allowed ): array {
		$data = [];
		foreach ( $allowed as $name ) {
			if ( isset( $given[$name] ) && is_scalar( $given[$name] ) ) {
				$data["data-$name"] = (string)$given[$name];
			}
		}
		return $data;
	}

	private static function element( string $tag, array $attributes, string $text = '', string $inside = '' ): string {
		$written = '';
		foreach ( $attributes as $name => $value ) {
			$written .= " $name=\"" . htmlspecialchars( $value, ENT_QUOTES ) . '"';
		}
		return "<$tag$written>" . htmlspecialchars( $text, ENT_QUOTES ) . "$inside</$tag>";
	}
}
