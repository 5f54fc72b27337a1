<?php

use function dokuwiki\plugin\whosaid\data;
use function dokuwiki\plugin\whosaid\server;
use function dokuwiki\plugin\whosaid\token;

require_once __DIR__ . '/options.php';

/** A page that is being read in, the loader in its head out. Types are left out: they were renamed since 2022. */
class action_plugin_whosaid extends \dokuwiki\Extension\ActionPlugin
{
    private const OPTIONS = ['language', 'theme', 'position', 'outlets', 'title', 'placeholder', 'opener', 'context'];

    public function register($controller)
    {
        $controller->register_hook('TPL_METAHEADER_OUTPUT', 'BEFORE', $this, 'addLoader');
    }

    public function addLoader($event, $param)
    {
        global $ACT, $ID;
        $server = server($this->getConf('server'));
        // A page as it is read: never a log-in form, an edit or the administration.
        if ($server === '' || act_clean($ACT) !== 'show') {
            return;
        }
        $chosen = [];
        foreach (self::OPTIONS as $name) {
            $chosen[$name] = $this->getConf($name);
        }
        $button = $this->getConf('button') ? [] : ['data-button' => 'off'];
        $title = p_get_first_heading($ID) ?: noNS($ID);
        $event->data['script'][] = ['src' => "$server/widget.js", 'defer' => 'defer', '_data' => ''] + $button
            + data($chosen, self::OPTIONS)
            + ['data-whosaid' => '1', 'data-page-title' => $title, 'data-page-id' => $ID]
            + token(conf_decodeString((string)$this->getConf('secret')), (string)($_SERVER['REMOTE_USER'] ?? ''));
    }
}
