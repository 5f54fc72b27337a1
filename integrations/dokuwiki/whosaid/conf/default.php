<?php

$conf['server'] = '';
$conf['secret'] = '';
$conf['button'] = 1;
$conf['language'] = '';
$conf['theme'] = '';
$conf['position'] = '';
$conf['outlets'] = '';
$conf['title'] = '';
$conf['placeholder'] = '';
$conf['opener'] = '';
$conf['context'] = '';
