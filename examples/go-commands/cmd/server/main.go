package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/shop/internal/greeting"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, greeting.Of(r.URL.Query().Get("name")))
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
