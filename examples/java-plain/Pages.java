class Pages {
    static String hello(String path) {
        return "Two Java files answer " + path;
    }
}
