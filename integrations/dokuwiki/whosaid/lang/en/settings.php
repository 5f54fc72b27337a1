<?php

$lang['server'] = 'Where Whosaid is served, as https://qa.example.org; empty: the plugin does nothing';
$lang['button'] = 'The button on every page; {{whosaid}} works either way';
$lang['language'] = 'Language of the chat, as fr; empty: that of the page';
$lang['theme'] = 'Colours; empty: those of the page';
$lang['position'] = 'Corner of the button: end (right where one reads from left to right) or start';
$lang['outlets'] = 'Only articles of these outlets; several with | between them';
$lang['title'] = 'Name at the top of the chat';
$lang['placeholder'] = 'Words in the empty question box';
$lang['opener'] = 'Selector of an element of the template that opens the chat instead of the button';
$lang['context'] = 'off: the chat is not told the page and the selected text';
