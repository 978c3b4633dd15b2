module.exports = () => 'a library, no server';
