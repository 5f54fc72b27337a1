<?php

$lang['open'] = 'Ask this archive';
