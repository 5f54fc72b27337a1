<?php

$lang['open'] = 'Tanya arsip ini';
