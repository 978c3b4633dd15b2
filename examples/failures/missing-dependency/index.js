require('this-package-does-not-exist-deploy-mcp');
