<?php

$lang['open'] = 'Bu arşive sor';
