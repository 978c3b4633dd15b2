<?php

header('Content-Type: text/plain; charset=utf-8');
echo 'PHP answers ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) . "\n";
