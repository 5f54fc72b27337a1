<?php

$meta['server'] = ['string', '_pattern' => '~^(https?://[^\s"\'<>;,]+)?$~'];
$meta['secret'] = ['password'];
$meta['button'] = ['onoff'];
$meta['language'] = ['string', '_pattern' => '/^[a-zA-Z-]*$/'];
$meta['theme'] = ['multichoice', '_choices' => ['', 'auto', 'light', 'dark']];
$meta['position'] = ['multichoice', '_choices' => ['', 'end', 'start']];
$meta['outlets'] = ['string'];
$meta['title'] = ['string'];
$meta['placeholder'] = ['string'];
$meta['opener'] = ['string'];
$meta['context'] = ['multichoice', '_choices' => ['', 'off']];
