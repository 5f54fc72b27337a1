<?php

use function dokuwiki\plugin\whosaid\data;
use function dokuwiki\plugin\whosaid\server;

require_once __DIR__ . '/options.php';

/** {{whosaid}} or {{whosaid>outlets=…&height=…}} in, a link that the loader turns into the chat out. */
class syntax_plugin_whosaid extends \dokuwiki\Extension\SyntaxPlugin
{
    private const FOR_AUTHORS = ['language', 'theme', 'outlets', 'title', 'placeholder', 'height', 'context'];

    public function getType()
    {
        return 'substition';
    }

    public function getPType()
    {
        return 'block';
    }

    public function getSort()
    {
        return 155;
    }

    public function connectTo($mode)
    {
        $this->Lexer->addSpecialPattern('\{\{whosaid(?:>[^}]*)?\}\}', $mode, 'plugin_whosaid');
    }

    public function handle($match, $state, $pos, $handler)
    {
        parse_str(substr($match, strlen('{{whosaid>'), -2), $given);
        return data(array_filter($given, 'is_string'), self::FOR_AUTHORS);
    }

    public function render($format, $renderer, $data)
    {
        $server = server($this->getConf('server'));
        if ($format !== 'xhtml' || $server === '') {
            return false;
        }
        $attributes = $data + ['data-whosaid-inline' => '', 'class' => 'whosaid'];
        $link = ['href' => "$server/embed/", 'target' => '_blank', 'rel' => 'noopener'];
        $renderer->doc .= '<div ' . buildAttributes($attributes) . '><a ' . buildAttributes($link) . '>'
            . hsc($this->getLang('open')) . '</a></div>';
        return true;
    }
}
