// Swagger UI over our own description. "Try it out" acts as the person signed in here, unless a token is given.

const csrf = document.querySelector('meta[name="csrf-token"]').content;

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api-docs",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = csrf;
    return request;
  },
});
