<?php

$lang['open'] = 'Chiedi a questo archivio';
