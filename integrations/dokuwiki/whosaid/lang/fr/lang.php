<?php

$lang['open'] = 'Interroger cette archive';
