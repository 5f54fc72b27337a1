<?php

$lang['open'] = 'Dieses Archiv fragen';
