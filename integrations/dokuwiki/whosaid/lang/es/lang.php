<?php

$lang['open'] = 'Preguntar a este archivo';
