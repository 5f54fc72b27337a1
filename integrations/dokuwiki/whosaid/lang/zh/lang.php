<?php

$lang['open'] = '向本资料库提问';
