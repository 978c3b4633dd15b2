namespace DeployMcp.Planning.Providers.Php;

/// <summary>
/// What PHP's own web server asks first ("Built-in web server" in the PHP manual): it would serve <c>.env</c> like any other
/// file, and answers 404 for a missing path with a dot in it instead of asking the front controller.
/// </summary>
internal static class PhpRouter
{
    public const string Script =
        """
        <?php
        $_deploy = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) ?: '/';
        $_deploy_file = $_SERVER['DOCUMENT_ROOT'] . $_deploy;
        if (preg_match('~/\.(?!well-known/)~', $_deploy)) {
            http_response_code(404);
            echo "There is no such page.\n";
            return true;
        }
        if (is_file($_deploy_file) || is_file(rtrim($_deploy_file, '/') . '/index.php') || is_file(rtrim($_deploy_file, '/') . '/index.html')) {
            return false;
        }
        if (!is_file($_SERVER['DOCUMENT_ROOT'] . '/index.php')) {
            http_response_code(404);
            echo "There is no such page.\n";
            return true;
        }
        $_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
        $_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
        unset($_deploy, $_deploy_file);
        chdir($_SERVER['DOCUMENT_ROOT']);
        require $_SERVER['SCRIPT_FILENAME'];

        """;
}
