<?php

$lang['open'] = 'Perguntar a este arquivo';
